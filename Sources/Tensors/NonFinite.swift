import CKernels

extension Matrix {
  /// The position of the first NaN or infinite element, row by row.
  package var firstNonFinite: (row: Int, column: Int)? {
    for row in 0..<rows {
      let column = fovea_first_non_finite(self.row(row), columns)
      if column >= 0 { return (row, column) }
    }
    return nil
  }
}
