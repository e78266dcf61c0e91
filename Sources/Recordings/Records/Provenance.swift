/// The origin of a trial.
public struct Provenance: Codable, Sendable, Equatable {
  /// The format of the file.
  public var format: GazeFormat
  /// The path of the file.
  public var file: String
  /// The line of the trial's first row, counted from 1; 0 for sources without lines (databases).
  public var line: Int
  /// The trial's number in its recording: the source's own if it has one, else the place among the file's trials,
  /// counted from 1; nil in trial files of earlier versions.
  public var trial: Int?

  /// Creates a provenance.
  public init(format: GazeFormat, file: String, line: Int, trial: Int? = nil) {
    self.format = format
    self.file = file
    self.line = line
    self.trial = trial
  }

  /// `file:line`.
  package var place: String { line > 0 ? "\(file):\(line)" : file }
}
