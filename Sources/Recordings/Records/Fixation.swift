/// One fixation.
public struct Fixation: Sendable, Equatable {
  /// Milliseconds since the beginning of the trial; nil when the source gives only the order.
  public var start: Double?
  /// Milliseconds.
  public var duration: Double
  /// The centre in pixels of the screen, origin in its upper left corner; nil when the source names only what was read.
  public var position: ScreenPoint?
  /// The box that was hit; nil when none was, or when nobody has looked yet.
  public var box: BoxReference?
  /// Places in the trial's `tokens`; several when a box covers several tokens.
  public var tokens: [Int]
  /// Where in a source file the fixation fell, when the recorder knew it (iTrace).
  public var source: SourcePlace?

  /// A fixation; a source gives what it knows.
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

  /// Whether a duration in milliseconds can be one: not negative, and at most a day.
  static func isPossible(duration: Double) -> Bool { (0...GazeRecording.longestPause).contains(duration) }
}
