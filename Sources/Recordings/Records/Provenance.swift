/// Where a trial comes from.
public struct Provenance: Codable, Sendable, Equatable {
  /// The format of the file.
  public var format: GazeFormat
  /// The path of the file.
  public var file: String
  /// The line of the trial's first row, counted from 1; 0 where a source has no lines (databases).
  public var line: Int

  /// A place in a recording.
  public init(format: GazeFormat, file: String, line: Int) {
    self.format = format
    self.file = file
    self.line = line
  }

  /// `file:line`.
  package var place: String { line > 0 ? "\(file):\(line)" : file }
}
