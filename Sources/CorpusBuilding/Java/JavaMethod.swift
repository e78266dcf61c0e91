/// A method of a Java file, with what its Javadoc says first.
struct JavaMethod: Sendable, Equatable {
  /// The file, as `SourceFile.path` names it.
  var path: String
  /// The line of the declaration, from 1.
  var line: Int
  /// The package; empty for the unnamed one.
  var package: String
  /// The names of the enclosing types and of the method, joined by full stops.
  var name: String
  /// The declaration, with lines after the first moved left by its column.
  var code: String
  /// The code's tokens without comments.
  var tokens: [String]
  /// The first sentence of the Javadoc.
  var summary: String
  /// The words and marks of the summary.
  var summaryTokens: [String]

  /// Letters, digits and underscores form a word; every other mark that is no white space is a token, as in CodeXGLUE.
  static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in text {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      if !word.isEmpty { words.append(word) }
      word = ""
      if !character.isWhitespace { words.append(String(character)) }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }
}
