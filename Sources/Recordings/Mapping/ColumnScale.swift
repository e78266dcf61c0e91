/// Where columns of code are on the screen: x = left + width · column.
///
/// Exact for monospaced fonts without padding, a trend otherwise; `spread` says how good it is.
struct ColumnScale: Sendable, Equatable {
  /// A box and the cells of its text.
  struct Anchor {
    var rectangle: ScreenRectangle
    var cells: Range<Int>

    var middle: Double { Double(cells.lowerBound + cells.upperBound) / 2 }
  }

  /// The left edge of column 0, in pixels.
  var left: Double
  /// The width of a column, in pixels; more than 0.
  var width: Double
  /// The typical distance between a box and the column of its text, in columns.
  var spread: Double

  func cell(at x: Double) -> Double { (x - left) / width }

  /// The distance in columns between a box and cells, by the edge or centre that fits best, because boxes are padded,
  /// on the left and on the right, and boxes of whole lines often reach to the edge of the screen.
  func misfit(_ rectangle: ScreenRectangle, _ cells: Range<Int>) -> Double {
    min(
      abs(cell(at: rectangle.x) - Double(cells.lowerBound)),
      abs(cell(at: rectangle.maximumX) - Double(cells.upperBound)),
      abs(cell(at: rectangle.center.x) - Double(cells.lowerBound + cells.upperBound) / 2))
  }

  /// The line through the anchors that resists outliers (Theil 1950, Sen 1968), by the boxes' centres or left edges,
  /// whichever fits better; by the boxes' widths if there are few anchors.
  ///
  /// - Returns: nil without anchors.
  /// - Complexity: O(anchors²), over at most 300 anchors.
  init?(_ anchors: [Anchor]) {
    let usable = anchors.filter { !$0.cells.isEmpty }
    guard !usable.isEmpty else { return nil }
    let step = max(1, usable.count / 300)
    let sample = stride(from: 0, to: usable.count, by: step).map { usable[$0] }
    let fits = [
      Self.line(sample.map { ($0.middle, $0.rectangle.center.x) }),
      Self.line(sample.map { (Double($0.cells.lowerBound), $0.rectangle.x) }),
    ].compactMap { $0 }
    if let best = fits.min(by: { $0.spread < $1.spread }) {
      self = best
      return
    }
    let width = Self.median(sample.map { $0.rectangle.width / Double($0.cells.count) })
    self.init(
      left: Self.median(sample.map { $0.rectangle.center.x - width * $0.middle }), width: width, spread: 1.5)
  }

  init(left: Double, width: Double, spread: Double) {
    (self.left, self.width, self.spread) = (left, width, spread)
  }

  static func line(_ points: [(column: Double, x: Double)]) -> ColumnScale? {
    guard points.count >= 4 else { return nil }
    var slopes: [Double] = []
    for (place, first) in points.enumerated() {
      for second in points[(place + 1)...] where abs(second.column - first.column) >= 3 {
        slopes.append((second.x - first.x) / (second.column - first.column))
      }
    }
    guard slopes.count >= 4 else { return nil }
    let width = median(slopes)
    guard width > 0.1 else { return nil }
    let left = median(points.map { $0.x - width * $0.column })
    // A tenth of a normal distribution is further from its mean than 1.645 standard deviations.
    let deviations = points.map { abs($0.x - left - width * $0.column) }.sorted()
    let deviation = deviations[deviations.count * 9 / 10] / 1.645
    return ColumnScale(left: left, width: width, spread: max(0.5, deviation / width))
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
