import Scanpaths

/// Attention on what a model is to produce.
package enum TargetSignals {
  /// On a target that is text: a word of it that is, or shares a part with, a name that was looked at in the source takes
  /// that token's attention.
  ///
  /// - Parameters:
  ///   - names: the words that the attended tokens' names are made of, each with its token.
  ///   - target: the text.
  ///   - subwordBytes: the bytes of the target's subwords between `<s>` and `</s>`, after truncation.
  package static func onText(
    _ names: [String: AttentionSignal.Token], target: String, subwordBytes: ArraySlice<Range<Int>>
  ) -> SubwordSignal {
    var tokens: [AttentionSignal.Token] = []
    var ranges: [Range<Int>?] = []
    for (word, bytes) in words(of: target) {
      let name = IdentifierWords.words(of: word).lazy.compactMap { names[$0] }.first
      tokens.append(name ?? AttentionSignal.Token())
      ranges.append(bytes)
    }
    return SubwordSignal(
      AttentionSignal(code: "", tokens: tokens), tokenBytes: ranges, subwordBytes: subwordBytes)
  }

  /// The words of the names in F★, each with the attention of the first token that has it.
  package static func names(of signal: AttentionSignal, _ code: LabelledCode) -> [String: AttentionSignal.Token] {
    var names: [String: AttentionSignal.Token] = [:]
    for (gaze, token) in zip(signal.tokens, code.tokens) where gaze.isIncluded && token.label != .comment {
      for word in IdentifierWords.words(of: token.text) where names[word] == nil { names[word] = gaze }
    }
    return names
  }

  /// The runs of letters and digits with their bytes.
  private static func words(of text: String) -> [(String, Range<Int>)] {
    var words: [(String, Range<Int>)] = []
    var word = ""
    var (start, position) = (0, 0)
    for character in text {
      let length = character.utf8.count
      if character.isLetter || character.isNumber {
        if word.isEmpty { start = position }
        word.append(character)
      } else if !word.isEmpty {
        words.append((word, start..<position))
        word = ""
      }
      position += length
    }
    if !word.isEmpty { words.append((word, start..<position)) }
    return words
  }
}
