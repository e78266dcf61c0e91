/// An unowned view of `rows` × `columns` floats, row-major, with `stride` floats from one row to the next. The arena or
/// storage that contains it must outlive it.
package struct Matrix: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  package let stride: Int

  package init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
    precondition(self.stride >= columns, "rows of \(columns) floats cannot start \(self.stride) floats apart")
  }

  /// Whether there are no gaps between the rows.
  package var isContiguous: Bool { stride == columns || rows <= 1 }

  /// The number of floats without gaps.
  package var count: Int { rows * columns }

  package subscript(row: Int, column: Int) -> Float {
    get { base[row * stride + column] }
    nonmutating set { base[row * stride + column] = newValue }
  }

  /// The first float of a row.
  package func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

  /// Rows `range` of this matrix.
  package func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a matrix of \(rows) rows")
    return Matrix(row(range.lowerBound), rows: range.count, columns: columns, stride: stride)
  }

  /// Columns `range` of this matrix.
  package func columns(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of a matrix of \(columns) columns")
    return Matrix(base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Sets every element, but not the gaps.
  package func fill(_ value: Float) {
    for row in 0..<rows { self.row(row).update(repeating: value, count: columns) }
  }

  /// Copies the elements of a matrix of the same shape.
  package func copy(from other: Matrix) {
    requireShape(other.rows, other.columns)
    for row in 0..<rows { self.row(row).update(from: other.row(row), count: columns) }
  }

  /// A copy of the elements, row by row, for tests and reports.
  package var elements: [Float] {
    (0..<rows).flatMap { Array(UnsafeBufferPointer(start: row($0), count: columns)) }
  }

  /// Stops the program if an operation that needs contiguous memory gets a matrix with gaps.
  package func requireContiguous(_ name: StaticString) {
    precondition(isContiguous, "\(name) has gaps between its rows")
  }

  /// Stops the program if an operation gets a matrix of the wrong shape.
  package func requireShape(_ rows: Int, _ columns: Int, _ name: StaticString = "a matrix") {
    precondition(
      self.rows == rows && self.columns == columns,
      "\(name) has shape [\(self.rows), \(self.columns)], not [\(rows), \(columns)]")
  }
}
