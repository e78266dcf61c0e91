/// Scales that a layout without labels could have, by the extents of its rows and of the lines of code.
struct ScaleGuesses {
  /// The most promising first.
  private(set) var scales: [ColumnScale] = []

  private let rows: [(left: Double, right: Double)]
  private let lines: [Range<Int>]

  /// How many guesses of each kind are worth trying. A guess costs time in proportion to rows · lines.
  private static let most = 12

  init(_ matcher: RowMatcher) {
    let rectangles = matcher.rows.rows.map { row in row.boxes.map { matcher.boxes[$0].rectangle } }
    rows = Self.withoutGutter(rectangles).map { row in (row.map(\.x).min() ?? 0, row.map(\.maximumX).max() ?? 0) }
    lines = matcher.text.lines.map(matcher.text.cells).filter { !$0.isEmpty }
    scales = inOrder() + byWidest()
  }

  /// The scales at which the rows are consecutive lines, beginning with any.
  private func inOrder() -> [ColumnScale] {
    guard rows.count >= 2, rows.count <= lines.count else { return [] }
    let guesses = (0...lines.count - rows.count).compactMap { shift in
      ColumnScale(extents: zip(rows.prefix(24), lines[shift...]).map { ($0.left, $0.right, $1) })
    }
    return Array(guesses.sorted { $0.spread < $1.spread }.prefix(Self.most))
  }

  /// The scales at which the widest row is one of the longest lines.
  private func byWidest() -> [ColumnScale] {
    guard let widest = rows.max(by: { $0.right - $0.left < $1.right - $1.left }) else { return [] }
    let longest = Set(lines).sorted { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }.prefix(Self.most)
    return longest.map { cells in
      let width = (widest.right - widest.left) / Double(cells.count)
      return ColumnScale(left: widest.left - width * Double(cells.lowerBound), width: width, spread: 1.5)
    }
  }

  /// The rows without a column of boxes to the left of everything else, such as line numbers.
  private static func withoutGutter(_ rows: [[ScreenRectangle]]) -> [[ScreenRectangle]] {
    let firsts = rows.compactMap { row in row.min { $0.x < $1.x } }
    guard let edge = firsts.map(\.maximumX).min(), rows.count >= 3 else { return rows }
    let gutter = firsts.filter { $0.x < edge }
    let rest = rows.map { row in row.filter { $0.x >= edge } }
    let right = gutter.map(\.maximumX).max() ?? edge
    guard gutter.count * 10 >= rows.count * 8, rest.joined().allSatisfy({ $0.x >= right }) else { return rows }
    return rest.filter { !$0.isEmpty }
  }
}

extension ColumnScale {
  /// The scale that fits the left and right edges of whole rows best.
  fileprivate init?(extents: [(left: Double, right: Double, cells: Range<Int>)]) {
    let points = extents.flatMap {
      [(column: Double($0.cells.lowerBound), x: $0.left), (column: Double($0.cells.upperBound), x: $0.right)]
    }
    guard let line = Self.line(points) else { return nil }
    self = line
  }
}
