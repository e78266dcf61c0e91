import Tensors

/// Builds the arena's layout while the layers are declared; the single source of Hugging Face's weight names.
struct ParameterTable {
  private(set) var layout = ParameterLayout()

  /// A weight matrix `[rows, columns]` with normal initialisation.
  mutating func matrix(_ name: String, _ rows: Int, _ columns: Int, deviation: Float) -> ParameterView {
    stacked([name], rows, columns, deviations: [deviation])
  }

  /// Matrices of the same shape, declared one after the other so that a single product covers them all.
  mutating func stacked(_ names: [String], _ rows: Int, _ columns: Int, deviations: [Float]) -> ParameterView {
    for (index, (name, deviation)) in zip(names, deviations).enumerated() {
      layout.append(
        name, shape: [rows, columns], decays: true, initialDeviation: deviation, joinsPredecessor: index > 0)
    }
    return ParameterView(
      offset: layout.count - names.count * rows * columns, rows: names.count * rows, columns: columns)
  }

  /// A table of biases `[rows, columns]`, without weight decay, as in Hugging Face's Trainer.
  mutating func biases(_ name: String, _ rows: Int, _ columns: Int, deviation: Float) -> ParameterView {
    layout.append(name, shape: [rows, columns], decays: false, initialDeviation: deviation)
    return ParameterView(offset: layout.count - rows * columns, rows: rows, columns: columns)
  }

  /// A norm's weight `[columns]`, initialised to ones, without weight decay.
  mutating func norm(_ name: String, _ columns: Int) -> ParameterView {
    layout.append(name, shape: [columns], decays: false, initialDeviation: nil)
    return ParameterView(offset: layout.count - columns, rows: 1, columns: columns)
  }
}
