import Tensors

extension CodeT5Model {
  /// The encoder's output for each source, without dropout: a row of `modelWidth` numbers for each subword, after the
  /// final norm. Computes all sources together.
  ///
  /// - Precondition: no source is empty.
  package func encoderStates(_ sources: [[Int32]]) -> [[[Float]]] {
    precondition(!sources.contains([]), "sequences cannot be empty")
    context.arena.reset()
    let packed = PackedSequences(sources, samples: Array(sources.indices))
    let output = encode(packed, Pass(weights: weights, dropout: .none, context: context, gradients: nil))
    return sources.indices.map { source in
      packed.rows(of: source).map { Array(UnsafeBufferPointer(start: output.row($0), count: output.columns)) }
    }
  }
}
