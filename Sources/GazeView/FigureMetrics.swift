/// The sizes of a figure of code, in pixels: the page and the picture from the command line share them.
struct FigureMetrics: Encodable, Sendable, Equatable {
  /// The width of a character; all have the same.
  var cellWidth = 9.0
  /// From one line to the next. The room between lines is where fixations are drawn, so that the code stays legible.
  var linePitch = 36.0
  /// From a line's top to the top of its tokens' boxes, and their height.
  var boxTop = 11.0
  var boxHeight = 22.0
  /// From a line's top to the feet of its letters.
  var baseline = 27.0
  /// From a line's top to the centres of its fixations.
  var fixationHeight = 6.0
  /// Where the code begins: left of it are the line numbers, above it is the caption.
  var left = 52.0
  var top = 66.0
  var right = 24.0
  var narrowest = 640.0
  /// From one row of the legend to the next.
  var legendPitch = 22.0
  var smallestRadius = 5.0
  var largestRadius = 11.0
  /// How many levels the colours of duration have.
  static let heatLevels = 8

  init() {}

  /// A fixation's radius: areas are in proportion to durations, down to a size that can still be seen.
  func radius(_ duration: Double, longest: Double) -> Double {
    let share = longest > 0 ? duration / longest : 1
    return max(smallestRadius, largestRadius * max(0, share).squareRoot())
  }

  /// The colour level of a weight from 0 to 1; 0 is no colour.
  static func heatLevel(_ weight: Double) -> Int {
    weight > 0 ? min(heatLevels, Int((weight * Double(heatLevels)).rounded(.up))) : 0
  }

  /// Where a token's fixation of this number, counted from 0, stands: they share its width from left to right, and many
  /// on a short token a little more than its width.
  func place(_ number: Int, of count: Int, above box: MethodView.Box) -> Double {
    let width = Double(box.cells) * cellWidth
    let room = max(width, min(width + 2 * cellWidth, Double(count) * 2 * smallestRadius))
    return left(ofColumn: Double(box.column)) + width / 2 + room * ((Double(number) + 0.5) / Double(count) - 0.5)
  }

  func top(ofLine line: Int) -> Double { top + Double(line) * linePitch }
  func left(ofColumn column: Double) -> Double { left + column * cellWidth }
}
