import Basics
import Foundation

/// The targets, such as summaries or translations, for the methods that people were recorded reading.
///
/// JSON lines, one method each. The method's name is under `method` or `func_name`; the target is under `summary`,
/// `target`, `content`, or as in CodeXGLUE's code-to-text. `code_tokens` or `code` is the source for the model; without
/// them, the model reads the same text as people did.
package struct GazeTargets: Sendable {
  package struct Row: Sendable, Equatable {
    /// The source for the model; nil if the file has none.
    package var source: String?
    package var target: String
    /// `file:line`.
    package var place: String
  }

  package private(set) var rows: [String: Row] = [:]
  package private(set) var skipped: [DataLineError] = []

  /// - Parameter maximumBadLines: how many unusable lines may be skipped.
  /// - Throws: `FileFailure`; `DataLineError` with file and line for malformed JSON, a missing key, or a second,
  ///   different row for the same method.
  package init(path: String, maximumBadLines: Int = 0) throws {
    var badLines = BadLines(maximum: maximumBadLines)
    let decoder = JSONDecoder()
    for (index, bytes) in try TextFile.undecodedLines(of: path).enumerated() {
      let line = index + 1
      try badLines.tolerating {
        let text = try TextFile.decode(bytes, path: path, line: line)
        guard !text.allSatisfy(\.isWhitespace) else { return }
        let row: GazeTargetRow
        do {
          row = try decoder.decode(GazeTargetRow.self, from: bytes)
        } catch let error as DecodingError {
          throw DataLineError(path: path, line: line, problem: error.briefly, remedy: GazeTargetRow.expectedForm)
        }
        let new = Row(source: row.source, target: row.target, place: "\(path):\(line)")
        if let known = rows[row.method], (known.source, known.target) != (new.source, new.target) {
          throw DataLineError(
            path: path, line: line, problem: "the method \"\(row.method)\" is in \(known.place) with another content",
            remedy: "give each method a name of its own")
        }
        rows[row.method] = new
      }
    }
    skipped = badLines.skipped
  }
}
