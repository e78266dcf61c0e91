import Tensors

/// Where one parameter, or several that lie one after the other, is found in an arena.
package struct ParameterView: Sendable {
  let offset: Int
  let rows: Int
  let columns: Int

  func callAsFunction(_ arena: ParameterArena) -> Matrix {
    Matrix(arena.storage.base + offset, rows: rows, columns: columns)
  }
}
