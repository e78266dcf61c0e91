import Recordings

/// The eyes whose gaze a file has.
enum RecordedEyes: Equatable {
  case separate(left: Bool, right: Bool)
  /// Only the gaze of both eyes together.
  case together
}

/// The fixations of the tracker's software in a file.
struct StoredFixations: Equatable {
  /// The unit of their durations; nil when the heading does not state it.
  var durationUnit: TimeUnit?
  /// Whether the file has durations.
  var hasDurations: Bool
  /// The unit of their positions; nil when the heading does not state it.
  var pointUnit: CoordinateUnit?
  /// Whether the file has positions. If not, a fixation is where the gaze was on average.
  var hasPoints: Bool
  /// Whether each eye has fixations of its own.
  var isByEye = false
}

/// A file of samples, read row by row.
protocol SampleSource: AnyObject {
  static var format: GazeFormat { get }
  /// The settings that have an effect on this source; another one that the user gives must be refused.
  static var usedSettings: Set<ImportSetting> { get }
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
  /// Whether the rows are samples; if not, they have fixations alone.
  var hasSamples: Bool { get }
  /// The fixations of the tracker's software; nil when the file has none.
  var fixations: StoredFixations? { get }
  var eyes: RecordedEyes { get }
  /// Sentences on what the source took for granted.
  var notes: [String] { get }
  /// What was left out but is no row, known after the last row.
  var leftovers: Exclusions { get }
}

extension SampleSource {
  /// `file:line` of the row that `next` last returned.
  var place: String { "\(path):\(line)" }
  var screen: ScreenSize? { nil }
  var timeUnit: TimeUnit? { nil }
  var coordinateUnit: CoordinateUnit? { nil }
  var hasSamples: Bool { true }
  var fixations: StoredFixations? { nil }
  var eyes: RecordedEyes { .separate(left: true, right: true) }
  var notes: [String] { [] }
  var leftovers: Exclusions { Exclusions() }
}
