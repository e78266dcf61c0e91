/// What became of a row.
enum RowOutcome {
  case sample(RawGazeRow)
  case excluded(ExclusionReason)
}

/// A file of samples, read row by row.
protocol SampleSource: AnyObject {
  static var format: GazeFormat { get }
  init(_ path: String, _ settings: ImportSettings) throws
  /// The next row; nil at the end. Rows that are no data (headings, metadata, blank lines) are passed over.
  func next() throws -> RowOutcome?
  var path: String { get }
  /// The line of the row that `next` returned last.
  var line: Int { get }
  /// What the file says about the screen, as far as it has been read.
  var screen: ScreenSize? { get }
  /// The units that the file itself names.
  var timeUnit: TimeUnit? { get }
  var coordinateUnit: CoordinateUnit? { get }
}

extension SampleSource {
  /// `file:line` of the row that `next` returned last.
  var place: String { "\(path):\(line)" }
  var screen: ScreenSize? { nil }
  var timeUnit: TimeUnit? { nil }
  var coordinateUnit: CoordinateUnit? { nil }
}
