/// One fixation.
package struct Fixation: Sendable, Equatable {
  /// Milliseconds since the beginning of the trial; nil when the source gives only the order.
  package var start: Double?
  /// Milliseconds.
  package var duration: Double
  /// The centre in pixels of the screen, origin in its upper left corner; nil when the source names only what was read.
  package var position: ScreenPoint?
  /// The box that was hit; nil when none was, or when nobody has looked yet.
  package var box: BoxReference?
  /// Places in the trial's `tokens`; several when a box covers several tokens.
  package var tokens: [Int]
  /// Where in a source file the fixation fell, when the recorder knew it (iTrace).
  package var source: SourcePlace?

  package init(
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
