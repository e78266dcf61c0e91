import Recordings

/// The result of reading a row.
enum RowOutcome {
  case sample(RawGazeRow)
  case excluded(ExclusionReason)
}

/// A file of samples, read row by row.
protocol SampleSource: AnyObject {
  static var format: GazeFormat { get }
  init(_ path: String, _ settings: ImportSettings) throws
  /// The next row; nil at the end. Rows without data (headings, metadata, blank lines) are skipped.
  func next() throws -> RowOutcome?
  var path: String { get }
  /// The line of the row that `next` last returned.
  var line: Int { get }
  /// The screen size, if the part of the file read so far states it.
  var screen: ScreenSize? { get }
  /// The units that the file itself states.
  var timeUnit: TimeUnit? { get }
  var coordinateUnit: CoordinateUnit? { get }
}

extension SampleSource {
  /// `file:line` of the row that `next` last returned.
  var place: String { "\(path):\(line)" }
  var screen: ScreenSize? { nil }
  var timeUnit: TimeUnit? { nil }
  var coordinateUnit: CoordinateUnit? { nil }
}
