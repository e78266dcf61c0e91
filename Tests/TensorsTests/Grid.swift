import Foundation

/// A matrix of doubles that owns its memory: what reference computations in the tests work with.
struct Grid: Equatable {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int, values: [Double]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  init(_ rows: Int, _ columns: Int, _ element: (Int, Int) -> Double = { _, _ in 0 }) {
    self.init(rows, columns, values: (0..<rows * columns).map { element($0 / columns, $0 % columns) })
  }

  /// The rows of a golden file.
  init(_ rows: [[Float]]) {
    self.init(rows.count, rows.first?.count ?? 0, values: rows.joined().map(Double.init))
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  var transposed: Grid { Grid(columns, rows) { self[$1, $0] } }

  /// The root mean square of the elements.
  var scale: Double { (values.reduce(0) { $0 + $1 * $1 } / Double(max(values.count, 1))).squareRoot() }

  func rows(_ range: Range<Int>) -> Grid {
    Grid(range.count, columns, values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }

  func columns(_ range: Range<Int>) -> Grid { Grid(rows, range.count) { self[$0, range.lowerBound + $1] } }

  func map(_ transform: (Double) -> Double) -> Grid { Grid(rows, columns, values: values.map(transform)) }

  /// Σ self · other, element by element.
  func dot(_ other: Grid) -> Double {
    precondition(rows == other.rows && columns == other.columns)
    return zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func + (a: Grid, b: Grid) -> Grid {
    precondition(a.rows == b.rows && a.columns == b.columns)
    return Grid(a.rows, a.columns, values: zip(a.values, b.values).map(+))
  }

  /// The matrix product.
  static func * (a: Grid, b: Grid) -> Grid {
    precondition(a.columns == b.rows)
    return Grid(a.rows, b.columns) { row, column in
      var sum = 0.0
      for inner in 0..<a.columns { sum += a[row, inner] * b[inner, column] }
      return sum
    }
  }

  /// The grids one below the other.
  static func stacked(_ parts: [Grid]) -> Grid {
    Grid(parts.map(\.rows).reduce(0, +), parts.first?.columns ?? 0, values: parts.flatMap(\.values))
  }
}
