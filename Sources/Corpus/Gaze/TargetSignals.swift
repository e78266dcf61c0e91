import Scanpaths

/// Maps attention on the source to the target.
package enum TargetSignals {
  /// The signal on a target that is natural-language text: a word that equals, or shares a part with, a name that was
  /// looked at in the source takes that token's attention.
  ///
  /// - Parameters:
  ///   - names: the words in the attended tokens' names, each with its token.
  ///   - target: the text.
  ///   - subwordBytes: the byte ranges of the target's subwords between `<s>` and `</s>`, after truncation.
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

  /// The words of the names in F★, each with the attention of the first token that contains it.
  package static func names(of signal: AttentionSignal, _ code: LabelledCode) -> [String: AttentionSignal.Token] {
    var names: [String: AttentionSignal.Token] = [:]
    for (gaze, token) in zip(signal.tokens, code.tokens) where gaze.isIncluded && token.label != .comment {
      for word in IdentifierWords.words(of: token.text) where names[word] == nil { names[word] = gaze }
    }
    return names
  }

  /// The runs of letters and digits with their byte ranges.
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
