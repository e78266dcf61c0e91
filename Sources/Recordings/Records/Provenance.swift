/// Where a trial comes from.
package struct Provenance: Codable, Sendable, Equatable {
  package var format: GazeFormat
  package var file: String
  /// The line of the trial's first row, counted from 1; 0 where a source has no lines (databases).
  package var line: Int

  package init(format: GazeFormat, file: String, line: Int) {
    self.format = format
    self.file = file
    self.line = line
  }

  /// `file:line`.
  package var place: String { line > 0 ? "\(file):\(line)" : file }
}
