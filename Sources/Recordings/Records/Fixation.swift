/// One fixation.
public struct Fixation: Sendable, Equatable {
  /// Milliseconds since the beginning of the trial; nil when the source gives only the order.
  public var start: Double?
  /// Milliseconds.
  public var duration: Double
  /// The centre in screen pixels, with the origin in the upper left corner; nil when the source names only what was
  /// read.
  public var position: ScreenPoint?
  /// Where the fixation was before a drift correction moved `position`; nil if none did.
  public var rawPosition: ScreenPoint?
  /// The box that was hit; nil when none was, or before the hit test.
  public var box: BoxReference?
  /// Indices in the trial's `tokens`; several when a box covers several tokens.
  public var tokens: [Int]
  /// The position in a source file, if the recorder knew it (iTrace).
  public var source: SourcePlace?

  /// Creates a fixation from the values that a source has.
  public init(
    start: Double? = nil, duration: Double, position: ScreenPoint? = nil, box: BoxReference? = nil, tokens: [Int] = [],
    source: SourcePlace? = nil
  ) {
    self.start = start
    self.duration = duration
    self.position = position
    self.box = box
    self.tokens = tokens
    self.source = source
  }

  /// Whether a duration in milliseconds is possible: not negative, and at most a day.
  package static func isPossible(duration: Double) -> Bool { (0...GazeRecording.longestPause).contains(duration) }
}
