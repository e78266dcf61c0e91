/// Removes comments and docstrings from Python code like the published CodeBLEU programs, which use the `tokenize`
/// module of Python up to version 3.11.
///
/// They rewrite the tokens at their columns: white space before a token becomes the same number of spaces, a backslash
/// at the end of a line disappears with the line feed, and a string that begins a line or follows a new indentation is
/// a docstring.
enum PythonCommentRemoval {
  /// The text without comments, docstrings and blank lines; nil if Python's tokenizer would reject it.
  static func removed(from source: [UInt8]) -> [UInt8]? {
    var writer = Writer()
    var lines = PythonLines(Array(String(decoding: source, as: UTF8.self).unicodeScalars))
    guard lines.tokenize(into: { writer.write($0) }) else { return nil }
    return CommentPatterns.withoutBlankLines(Array(String(writer.text).utf8))
  }

  private struct Writer {
    var text = String.UnicodeScalarView()
    private var previous = PythonToken.Kind.indent
    private var line = -1
    private var column = 0

    mutating func write(_ token: PythonToken) {
      if token.line > line { column = 0 }
      if token.column > column { text.append(contentsOf: repeatElement(" ", count: token.column - column)) }
      let isDocstring = token.kind == .string && (previous == .indent || previous == .newline || token.column == 0)
      if token.kind != .comment, !isDocstring { text.append(contentsOf: token.text) }
      previous = token.kind
      column = token.endColumn
      line = token.endLine
    }
  }
}
