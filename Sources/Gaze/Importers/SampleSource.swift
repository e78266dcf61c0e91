/// One eye as a file has it, in the file's units.
struct RawEye: Equatable {
  var x: Double?
  var y: Double?
  var pupil: Double?
  var isValid: Bool

  static let lost = RawEye(isValid: false)
}

/// A row of a recording, in the file's units.
struct RawGazeRow {
  var participant: String
  var stimulus: String
  /// Tells apart repeated readings of one stimulus; empty when the file does not.
  var trial = ""
  var time: Double
  var left: RawEye
  var right: RawEye
  var source: SourcePlace?
  var event: RawFixation?
}

/// The fixation to which the tracker's own software counts a row.
struct RawFixation: Equatable {
  var index: String
  /// Milliseconds.
  var duration: Double
  var x: Double?
  var y: Double?
}

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
