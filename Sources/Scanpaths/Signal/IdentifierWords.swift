/// The words that names are made of: `getUserName2` is get, user, name.
package enum IdentifierWords {
  /// Shorter words, such as `i` and `of`, say nothing of what a method is about.
  package static let shortest = 3

  /// Runs of letters, cut where a small letter meets a capital one or the last capital of a run begins a word, in lower
  /// case, the short ones left out.
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
