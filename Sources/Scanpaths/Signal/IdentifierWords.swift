/// Splits names into words: `getUserName2` is get, user, name.
package enum IdentifierWords {
  /// Shorter words, such as `i` and `of`, say nothing about the topic of a method.
  package static let shortest = 3

  /// The lower-cased runs of letters, split where a small letter meets a capital or where the last capital of a run
  /// begins a word, without the short ones.
  package static func words(of text: some StringProtocol) -> [String] {
    var words: [String] = []
    var word: [Character] = []
    func close() {
      if word.count >= shortest { words.append(String(word).lowercased()) }
      word.removeAll()
    }
    for character in text {
      guard character.isLetter else {
        close()
        continue
      }
      if let last = word.last, character.isUppercase, last.isLowercase {
        close()
      } else if word.count > 1, let last = word.last, last.isUppercase, character.isLowercase {
        word.removeLast()
        close()
        word.append(last)
      }
      word.append(character)
    }
    close()
    return words
  }
}
