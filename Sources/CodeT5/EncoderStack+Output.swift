import Tensors

extension EncoderStack {
  /// The encoder's output `[S, D]` without dropout, from the source's embeddings `[S, D]`, which it overwrites.
  ///
  /// Saves nothing for a backward pass, so that memory grows with one layer and not with all of them.
  func output(_ embedded: Matrix, _ source: PackedSequences, _ pass: Pass) -> Matrix {
    let output = pass.matrix(embedded.rows, embedded.columns)
    pass.context.withScratch {
      let byDistance = bias.forward(reach: source.longest, pass)
      for block in blocks {
        pass.context.withScratch {
          let attention = block.selfAttention.forward(embedded, source, bias: byDistance, pass)
          let feedForward = block.feedForward.forward(attention.hidden, source, pass)
          embedded.copy(from: feedForward.hidden)
        }
      }
      rmsNorm.forward(
        embedded, weight: finalNorm(pass.weights), into: output, inverseRMS: pass.matrix(1, embedded.rows),
        pass.context)
    }
    pass.context.inspect("encoder", output)
    return output
  }
}
