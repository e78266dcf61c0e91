/// The sizes in a figure of code, in pixels, shared by the page and the figures from the command line.
struct FigureMetrics: Encodable, Sendable, Equatable {
  /// The width of every character.
  var cellWidth = 9.0
  /// The distance between lines. Fixations are drawn in the space between lines, so the code stays legible.
  var linePitch = 36.0
  /// The distance from the top of a line to the top of its tokens' boxes, and their height.
  var boxTop = 11.0
  var boxHeight = 22.0
  /// The distance from the top of a line to its baseline.
  var baseline = 27.0
  /// The distance from the top of a line to the centres of its fixations.
  var fixationHeight = 6.0
  /// The origin of the code: line numbers are to the left of it, the caption is above it.
  var left = 52.0
  var top = 66.0
  var right = 24.0
  var narrowest = 640.0
  /// The distance between the rows of the legend.
  var legendPitch = 22.0
  var smallestRadius = 5.0
  var largestRadius = 11.0
  /// The number of colour levels for durations.
  static let heatLevels = 8

  init() {}

  /// A fixation's radius: areas are proportional to durations, down to the smallest visible size.
  func radius(_ duration: Double, longest: Double) -> Double {
    let share = longest > 0 ? duration / longest : 1
    return max(smallestRadius, largestRadius * max(0, share).squareRoot())
  }

  /// The colour level of a weight from 0 to 1; 0 means no colour.
  static func heatLevel(_ weight: Double) -> Int {
    weight > 0 ? min(heatLevels, Int((weight * Double(heatLevels)).rounded(.up))) : 0
  }

  /// The position of a token's fixation with this number, counted from 0: a token's fixations are spread over its width
  /// from left to right, or slightly beyond it if there are many on a short token.
  func place(_ number: Int, of count: Int, above box: MethodView.Box) -> Double {
    let width = Double(box.cells) * cellWidth
    let room = max(width, min(width + 2 * cellWidth, Double(count) * 2 * smallestRadius))
    return left(ofColumn: Double(box.column)) + width / 2 + room * ((Double(number) + 0.5) / Double(count) - 0.5)
  }

  func top(ofLine line: Int) -> Double { top + Double(line) * linePitch }
  func left(ofColumn column: Double) -> Double { left + column * cellWidth }
}
