/// The sizes in a figure of code, in pixels, shared by the page and the pictures from the command line.
struct FigureMetrics: Encodable, Sendable, Equatable {
  /// The width of every character.
  var cellWidth = 9.0
  /// From one line to the next. Fixations are drawn between the lines, so the code stays legible.
  var linePitch = 36.0
  /// From a line's top to the top of its tokens' boxes, and their height.
  var boxTop = 11.0
  var boxHeight = 22.0
  /// From a line's top to its baseline.
  var baseline = 27.0
  /// From a line's top to the centres of its fixations.
  var fixationHeight = 6.0
  /// Where the code begins, to the right of the line numbers and below the caption.
  var left = 52.0
  var top = 66.0
  var right = 24.0
  var narrowest = 640.0
  /// From one row of the legend to the next.
  var legendPitch = 22.0
  var smallestRadius = 5.0
  var largestRadius = 11.0
  /// The number of colour levels for durations.
  static let heatLevels = 8

  init() {}

  /// A fixation's radius: areas are proportional to durations, down to a size that is still visible.
  func radius(_ duration: Double, longest: Double) -> Double {
    let share = longest > 0 ? duration / longest : 1
    return max(smallestRadius, largestRadius * max(0, share).squareRoot())
  }

  /// The colour level of a weight from 0 to 1; level 0 has no colour.
  static func heatLevel(_ weight: Double) -> Int {
    weight > 0 ? min(heatLevels, Int((weight * Double(heatLevels)).rounded(.up))) : 0
  }

  /// The place of one of a token's fixations, numbered from 0. They share the token's width from left to right; many
  /// fixations on a short token take a little more than its width.
  func place(_ number: Int, of count: Int, above box: MethodView.Box) -> Double {
    let width = Double(box.cells) * cellWidth
    let room = max(width, min(width + 2 * cellWidth, Double(count) * 2 * smallestRadius))
    return left(ofColumn: Double(box.column)) + width / 2 + room * ((Double(number) + 0.5) / Double(count) - 0.5)
  }

  func top(ofLine line: Int) -> Double { top + Double(line) * linePitch }
  func left(ofColumn column: Double) -> Double { left + column * cellWidth }
}
