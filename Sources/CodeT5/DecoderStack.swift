import Tensors

/// One decoder layer: causal self-attention, cross-attention to the source, then feed-forward.
struct DecoderBlock {
  let selfAttention: SelfAttention
  let crossAttention: CrossAttention
  let feedForward: FeedForward

  /// Saved for backward.
  struct Saved {
    let selfAttention: SelfAttention.Saved
    let crossAttention: CrossAttention.Saved
    let feedForward: FeedForward.Saved
  }

  /// The residual stream after this layer, `[T, D]`.
  func forward(
    _ input: Matrix, _ sides: CrossAttention.Sides, bias: Matrix, _ pass: Pass
  ) -> (hidden: Matrix, saved: Saved) {
    let attention = selfAttention.forward(input, sides.target, bias: bias, pass)
    let cross = crossAttention.forward(attention.hidden, sides, pass)
    let (hidden, saved) = feedForward.forward(cross.hidden, sides.target, pass)
    return (
      hidden, Saved(selfAttention: attention.saved, crossAttention: cross.saved, feedForward: saved)
    )
  }

  /// The weights that multiply each new token of a generation.
  var weightsOfNextToken: [ParameterView] {
    [
      selfAttention.projections, selfAttention.output, crossAttention.query, crossAttention.output, feedForward.inner,
      feedForward.output,
    ]
  }
}

/// The decoder: blocks over the target's embeddings, then a norm.
///
/// Legend: T target tokens, S source tokens, D model width.
struct DecoderStack {
  let blocks: [DecoderBlock]
  let bias: StackPositionBias
  let finalNorm: ParameterView
  let rmsNorm: RMSNorm

  init(_ configuration: ModelConfiguration, table: inout ParameterTable) {
    var stackBias: StackPositionBias?
    blocks = (0..<configuration.decoderLayers).map { index in
      let site = DropoutSites.decoderBlock(index)
      let selfAttention = SelfAttention(
        configuration, layer: "decoder.block.\(index).layer.0", isCausal: true, site: site, table: &table
      ) { table in
        guard index == 0 else { return }
        stackBias = StackPositionBias(configuration, stack: "decoder", isBidirectional: false, table: &table)
      }
      let crossAttention = CrossAttention(
        configuration, layer: "decoder.block.\(index).layer.1", site: site + 2, table: &table)
      let feedForward = FeedForward(
        configuration, layer: "decoder.block.\(index).layer.2", site: site + 4, table: &table)
      return DecoderBlock(selfAttention: selfAttention, crossAttention: crossAttention, feedForward: feedForward)
    }
    guard let stackBias else { preconditionFailure("a decoder needs at least one layer") }
    bias = stackBias
    finalNorm = table.norm("decoder.final_layer_norm.weight", configuration.modelWidth)
    rmsNorm = RMSNorm(epsilon: configuration.normEpsilon)
  }

  /// Saved for backward.
  struct Saved {
    var blocks: [SavedBlock<DecoderBlock.Saved>] = []
    let bias: Matrix
    let beforeNorm: Matrix
    let inverseRMS: Matrix
  }

  /// The decoder's output `[T, D]` from the target's embeddings `[T, D]`.
  func forward(_ embedded: Matrix, _ sides: CrossAttention.Sides, _ pass: Pass) -> (output: Matrix, saved: Saved) {
    let target = sides.target
    Dropout.apply(to: embedded, keys: target.keys, pass.dropout.site(DropoutSites.decoderEmbedding), pass.context)
    let byDistance = bias.forward(reach: target.longest, pass)
    var hidden = embedded
    let savedBlocks = blocks.map { block in
      let (output, saved) = pass.forward(hidden) { block.forward($0, sides, bias: byDistance, pass) }
      hidden = output
      return saved
    }
    let output = pass.matrix(hidden.rows, hidden.columns)
    let inverseRMS = pass.matrix(1, hidden.rows)
    rmsNorm.forward(hidden, weight: finalNorm(pass.weights), into: output, inverseRMS: inverseRMS, pass.context)
    Dropout.apply(to: output, keys: target.keys, pass.dropout.site(DropoutSites.decoderOutput), pass.context)
    pass.context.inspect("decoder", output)
    return (output, Saved(blocks: savedBlocks, bias: byDistance, beforeNorm: hidden, inverseRMS: inverseRMS))
  }

  /// Returns the gradient of the embeddings `[T, D]` and adds to the gradient of the encoder's output `[S, D]`.
  /// Overwrites `outputGradient`. Calls `finished(arena offset)` whenever all gradients from that offset to the
  /// decoder's end are complete.
  func backward(
    _ outputGradient: Matrix, _ saved: Saved, _ sides: CrossAttention.Sides, encoderGradient: Matrix,
    readout: SourceReadout?, probabilities: ProbabilityGradient?, _ pass: Pass, finished: (Int) -> Void
  ) -> Matrix {
    let target = sides.target
    Dropout.apply(
      to: outputGradient, keys: target.keys, pass.dropout.site(DropoutSites.decoderOutput), pass.context)
    let gradient = pass.context.arena.zeros(outputGradient.rows, outputGradient.columns)
    rmsNorm.backward(
      outputGradient, input: saved.beforeNorm, inverseRMS: saved.inverseRMS, weight: finalNorm(pass.weights),
      inputGradient: gradient, weightGradient: pass.gradient(finalNorm), pass.context)
    let biasGradient = bias.gradientByDistance(like: saved.bias, pass)
    for (index, block) in blocks.enumerated().reversed() {
      withSaved(index, saved, sides, pass) { savedBlock in
        block.feedForward.backward(gradient, savedBlock.feedForward, target, pass)
        block.crossAttention.backward(
          gradient, savedBlock.crossAttention, sides, encoderGradient: encoderGradient,
          readout: readout.flatMap { $0.layers.contains(index) ? $0 : nil },
          probabilities: probabilities?.flowing(into: .cross, layer: index), pass)
        block.selfAttention.backward(
          gradient, savedBlock.selfAttention, target, bias: saved.bias, biasGradient: biasGradient, pass)
      }
      if index == 0 { bias.backward(biasGradient, pass) }
      finished(block.selfAttention.projections.offset)
    }
    Dropout.apply(to: gradient, keys: target.keys, pass.dropout.site(DropoutSites.decoderEmbedding), pass.context)
    return gradient
  }

  /// Calls `body` with what a block's backward pass needs, saved or recomputed.
  func withSaved<Result>(
    _ index: Int, _ saved: Saved, _ sides: CrossAttention.Sides, _ pass: Pass, _ body: (DecoderBlock.Saved) -> Result
  ) -> Result {
    pass.withSaved(
      saved.blocks[index], recomputing: { blocks[index].forward($0, sides, bias: saved.bias, pass) }, body)
  }
}
