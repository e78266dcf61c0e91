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

/// Builds the arena's layout while the layers are declared: the one table of Hugging Face's weight names.
struct ParameterTable {
  private(set) var layout = ParameterLayout()

  /// A weight matrix `[rows, columns]` with normal initialisation.
  mutating func matrix(_ name: String, _ rows: Int, _ columns: Int, deviation: Float) -> ParameterView {
    stacked([name], rows, columns, deviations: [deviation])
  }

  /// Matrices of the same shape, declared one after the other so that one product serves them all.
  mutating func stacked(_ names: [String], _ rows: Int, _ columns: Int, deviations: [Float]) -> ParameterView {
    for (index, (name, deviation)) in zip(names, deviations).enumerated() {
      layout.append(
        name, shape: [rows, columns], decays: true, initialDeviation: deviation, joinsPredecessor: index > 0)
    }
    return ParameterView(
      offset: layout.count - names.count * rows * columns, rows: names.count * rows, columns: columns)
  }

  /// A norm's weight `[columns]`: all ones at first, not decayed.
  mutating func norm(_ name: String, _ columns: Int) -> ParameterView {
    layout.append(name, shape: [columns], decays: false, initialDeviation: nil)
    return ParameterView(offset: layout.count - columns, rows: 1, columns: columns)
  }
}
