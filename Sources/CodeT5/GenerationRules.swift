/// Rules that change which tokens a search may choose, with the meanings and the order of transformers'
/// `generate` (`LogitsProcessor`).
///
/// Greedy search applies them to logits, beam search to log probabilities, as transformers does.
struct GenerationRules {
  private let settings: GenerationSettings
  private let endToken: Int32

  /// Nil when the settings have no rule: the search then leaves the scores alone.
  init?(_ settings: GenerationSettings, endToken: Int32) {
    guard settings.hasRules else { return nil }
    self.settings = settings
    self.endToken = endToken
  }

  /// Changes the scores `[vocabulary]` of the token that follows `tokens`.
  ///
  /// - Parameter tokens: the hypothesis, starting with the decoder's start token.
  /// - Complexity: O(tokens), and O(vocabulary) where a token is forced.
  func apply(to scores: UnsafeMutableBufferPointer<Float>, after tokens: [Int32]) {
    penalizeRepetition(in: scores, after: tokens)
    forbidRepeatedNGrams(in: scores, after: tokens)
    if tokens.count < settings.minimumLength || tokens.count - 1 < settings.minimumNewTokens {
      scores[Int(endToken)] = -.infinity
    }
    if tokens.count == 1 { force(settings.forcedFirstToken, in: scores) }
    if tokens.count == settings.maximumLength - 1 { force(settings.forcedLastToken, in: scores) }
  }

  /// Keskar et al., "CTRL: A Conditional Transformer Language Model for Controllable Generation", 2019, section 4.1.
  private func penalizeRepetition(in scores: UnsafeMutableBufferPointer<Float>, after tokens: [Int32]) {
    let penalty = settings.repetitionPenalty
    guard penalty != 1 else { return }
    for token in Set(tokens) {
      let score = scores[Int(token)]
      scores[Int(token)] = score < 0 ? score * penalty : score / penalty
    }
  }

  private func forbidRepeatedNGrams(in scores: UnsafeMutableBufferPointer<Float>, after tokens: [Int32]) {
    let size = settings.noRepeatNgramSize
    guard size > 0, tokens.count >= size else { return }
    let recent = tokens.suffix(size - 1)
    for start in 0...(tokens.count - size) where tokens[start..<(start + size - 1)].elementsEqual(recent) {
      scores[Int(tokens[start + size - 1])] = -.infinity
    }
  }

  private func force(_ token: Int32, in scores: UnsafeMutableBufferPointer<Float>) {
    guard token >= 0 else { return }
    scores.update(repeating: -.infinity)
    scores[Int(token)] = 0
  }
}
