import Tensors

/// The position in an arena of one parameter, or of several adjacent ones.
package struct ParameterView: Sendable {
  let offset: Int
  let rows: Int
  let columns: Int

  func callAsFunction(_ arena: ParameterArena) -> Matrix {
    Matrix(arena.storage.base + offset, rows: rows, columns: columns)
  }
}
