import Foundation

extension LineReader {
  /// The lines of a file, or of standard input if the path is `-`.
  ///
  /// - Throws: as `init(_:)`.
  package static func input(_ path: String) throws -> LineReader {
    path == "-" ? try LineReader(descriptor: dup(STDIN_FILENO), path: "standard input") : try LineReader(path)
  }

  /// The next line as text; nil after the last.
  ///
  /// - Throws: as `next()`, and `DataLineError` for a line that is not UTF-8.
  package func nextText() throws -> String? {
    try next().map { try TextFile.decode(Data($0), path: path, line: line) }
  }

  /// The next line's JSON object; nil after the last. Blank lines are skipped.
  ///
  /// - Parameter form: what a line must look like, for error messages.
  /// - Throws: as `nextText()`, and `DataLineError` for a line that is not a valid object.
  package func nextRecord<Record: Decodable>(_ type: Record.Type, form: String) throws -> Record? {
    while let text = try nextText() {
      if text.allSatisfy(\.isWhitespace) { continue }
      do {
        return try JSONDecoder().decode(type, from: Data(text.utf8))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: line, problem: error.briefly, remedy: "each line must be a JSON object \(form)")
      }
    }
    return nil
  }
}
