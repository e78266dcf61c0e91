import Tensors

/// An objective's readout of the decoder's attention to the source, with the gradient that flows back into the
/// attention.
///
/// Legend: T target tokens, S source tokens, H heads, F features.
struct SourceReadout {
  let layers: Set<Int>
  let heads: [Int]
  /// `[S, F]`
  let features: Matrix
  /// The gradient that each head of each layer receives, `[T, F]`.
  let gradient: Matrix
}

extension DecoderStack {
  /// Computes the readout of an objective's features after a forward pass and requests its gradient; nil if there is
  /// none.
  func readout(
    _ term: AttentionTerm, _ saved: Saved, _ sides: CrossAttention.Sides, _ pass: Pass
  ) -> SourceReadout? {
    precondition(
      !term.layers.isEmpty && term.layers.allSatisfy(blocks.indices.contains), "layers that the decoder has")
    let tokens = sides.target.tokenCount
    let features = pass.matrix(sides.source.tokenCount, term.featureCount)
    precondition(term.features.count == features.count, "a row of features for each source token")
    for (place, value) in term.features.enumerated() { features.base[place] = value }
    let heads = term.heads ?? Array(0..<blocks[0].crossAttention.attention.heads)
    let share = 1 / Float(term.layers.count * heads.count)
    let mean = meanReadout(term.layers, heads, of: features, share: share, saved, sides, pass)
    guard let wanted = term.gradient(mean) else { return nil }
    precondition(wanted.count == tokens * term.featureCount, "a gradient for each number that was read")
    let gradient = pass.matrix(tokens, term.featureCount)
    for (place, value) in wanted.enumerated() { gradient.base[place] = value * share }
    return SourceReadout(layers: Set(term.layers), heads: heads, features: features, gradient: gradient)
  }

  /// The features' means `[T, F]` over layers and heads, row by row.
  private func meanReadout(
    _ layers: [Int], _ heads: [Int], of features: Matrix, share: Float, _ saved: Saved,
    _ sides: CrossAttention.Sides, _ pass: Pass
  ) -> [Float] {
    let tokens = sides.target.tokenCount
    var mean = [Float](repeating: 0, count: tokens * features.columns)
    for layer in layers {
      let block = blocks[layer].crossAttention
      withSaved(layer, saved, sides, pass) { savedBlock in
        let readout = pass.matrix(block.attention.heads * tokens, features.columns)
        block.attention.readout(
          of: features, block.attentionInput(savedBlock.crossAttention, sides, pass),
          logSumExp: savedBlock.crossAttention.logSumExp, into: readout, pass.context)
        pass.context.inspect("readout of \(block.name)", readout)
        for head in heads {
          let values = readout.row(head * tokens)
          for place in mean.indices { mean[place] += share * values[place] }
        }
      }
    }
    return mean
  }
}

extension CodeT5Model {
  /// The share of the decoder's attention on each source token, without dropout: cross-attention probabilities averaged
  /// over the heads of `layers` and over the sample's target tokens. `[S]`, in the rows of `batch.source`; the values
  /// of a sample sum to 1.
  package func sourceAttention(_ batch: PackedBatch, layers: [Int]) -> [Float] {
    precondition(
      !layers.isEmpty && layers.allSatisfy(architecture.decoder.blocks.indices.contains), "the decoder's layers")
    context.arena.reset()
    let pass = Pass(weights: weights, dropout: .none, context: context, gradients: nil)
    let (_, sides, _, saved) = decode(batch, pass)
    let mass = context.arena.zeros(1, batch.source.tokenCount)
    for layer in layers {
      let block = architecture.decoder.blocks[layer].crossAttention
      architecture.decoder.withSaved(layer, saved, sides, pass) { savedBlock in
        block.attention.addMeanAttention(
          to: mass, weight: 1 / Float(layers.count), block.attentionInput(savedBlock.crossAttention, sides, pass),
          logSumExp: savedBlock.crossAttention.logSumExp, context)
      }
    }
    return mass.elements
  }

  /// The readout that an objective would get, without dropout: the features' means under each target token's attention,
  /// averaged over `layers` and `heads`. `[T, F]`, row by row.
  ///
  /// - Parameters:
  ///   - heads: nil for all.
  ///   - features: the features of each source token, `[S, F]` row by row.
  package func attentionReadout(
    _ batch: PackedBatch, layers: [Int], heads: [Int]? = nil, features: [Float], featureCount: Int
  ) -> [Float] {
    context.arena.reset()
    let pass = Pass(weights: weights, dropout: .none, context: context, gradients: nil)
    let (_, sides, _, saved) = decode(batch, pass)
    var read: [Float] = []
    let term = AttentionTerm(layers: layers, heads: heads, features: features, featureCount: featureCount) { readout in
      read = readout
      return nil
    }
    _ = architecture.decoder.readout(term, saved, sides, pass)
    return read
  }
}
