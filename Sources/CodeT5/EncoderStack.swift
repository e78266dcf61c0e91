import Tensors

/// One encoder layer: self-attention, then feed-forward.
struct EncoderBlock {
  let selfAttention: SelfAttention
  let feedForward: FeedForward

  /// Saved for backward.
  struct Saved {
    let selfAttention: SelfAttention.Saved
    let feedForward: FeedForward.Saved
  }

  /// The residual stream after this layer, `[S, D]`.
  func forward(
    _ input: Matrix, _ source: PackedSequences, bias: Matrix, _ pass: Pass
  ) -> (hidden: Matrix, saved: Saved) {
    let attention = selfAttention.forward(input, source, bias: bias, pass)
    let (hidden, saved) = feedForward.forward(attention.hidden, source, pass)
    return (hidden, Saved(selfAttention: attention.saved, feedForward: saved))
  }
}

/// The encoder: blocks over the source's embeddings, then a norm.
///
/// Legend: S source tokens, D model width.
struct EncoderStack {
  let blocks: [EncoderBlock]
  let bias: StackPositionBias
  let finalNorm: ParameterView
  let rmsNorm: RMSNorm

  init(_ configuration: ModelConfiguration, table: inout ParameterTable) {
    var stackBias: StackPositionBias?
    blocks = (0..<configuration.encoderLayers).map { index in
      let site = DropoutSites.encoderBlock(index)
      let selfAttention = SelfAttention(
        configuration, layer: "encoder.block.\(index).layer.0", isCausal: false, site: site, table: &table
      ) { table in
        guard index == 0 else { return }
        stackBias = StackPositionBias(configuration, stack: "encoder", isBidirectional: true, table: &table)
      }
      let feedForward = FeedForward(
        configuration, layer: "encoder.block.\(index).layer.1", site: site + 4, table: &table)
      return EncoderBlock(selfAttention: selfAttention, feedForward: feedForward)
    }
    guard let stackBias else { preconditionFailure("an encoder needs at least one layer") }
    bias = stackBias
    finalNorm = table.norm("encoder.final_layer_norm.weight", configuration.modelWidth)
    rmsNorm = RMSNorm(epsilon: configuration.normEpsilon)
  }

  /// Saved for backward.
  struct Saved {
    var blocks: [SavedBlock<EncoderBlock.Saved>] = []
    let bias: Matrix
    let beforeNorm: Matrix
    let inverseRMS: Matrix
  }

  /// The encoder's output `[S, D]` from the source's embeddings `[S, D]`.
  func forward(_ embedded: Matrix, _ source: PackedSequences, _ pass: Pass) -> (output: Matrix, saved: Saved) {
    Dropout.apply(to: embedded, keys: source.keys, pass.dropout.site(DropoutSites.encoderEmbedding), pass.context)
    let byDistance = bias.forward(reach: source.longest, pass)
    var hidden = embedded
    let savedBlocks = blocks.map { block in
      let (output, saved) = pass.forward(hidden) { block.forward($0, source, bias: byDistance, pass) }
      hidden = output
      return saved
    }
    let output = pass.matrix(hidden.rows, hidden.columns)
    let inverseRMS = pass.matrix(1, hidden.rows)
    rmsNorm.forward(hidden, weight: finalNorm(pass.weights), into: output, inverseRMS: inverseRMS, pass.context)
    Dropout.apply(to: output, keys: source.keys, pass.dropout.site(DropoutSites.encoderOutput), pass.context)
    pass.context.inspect("encoder", output)
    return (output, Saved(blocks: savedBlocks, bias: byDistance, beforeNorm: hidden, inverseRMS: inverseRMS))
  }

  /// Returns the gradient of the embeddings `[S, D]`. Overwrites `outputGradient`. Calls `finished(arena offset)`
  /// whenever all gradients from that offset to the encoder's end are complete.
  ///
  /// - Parameter probabilities: the gradient that an objective sends into the attention; nil for none.
  func backward(
    _ outputGradient: Matrix, _ saved: Saved, _ source: PackedSequences, probabilities: ProbabilityGradient?,
    _ pass: Pass, finished: (Int) -> Void
  ) -> Matrix {
    Dropout.apply(
      to: outputGradient, keys: source.keys, pass.dropout.site(DropoutSites.encoderOutput), pass.context)
    let gradient = pass.context.arena.zeros(outputGradient.rows, outputGradient.columns)
    rmsNorm.backward(
      outputGradient, input: saved.beforeNorm, inverseRMS: saved.inverseRMS, weight: finalNorm(pass.weights),
      inputGradient: gradient, weightGradient: pass.gradient(finalNorm), pass.context)
    let biasGradient = bias.gradientByDistance(like: saved.bias, pass)
    for (index, block) in blocks.enumerated().reversed() {
      withSaved(index, saved, source, pass) { savedBlock in
        block.feedForward.backward(gradient, savedBlock.feedForward, source, pass)
        block.selfAttention.backward(
          gradient, savedBlock.selfAttention, source, bias: saved.bias, biasGradient: biasGradient,
          probabilities: probabilities?.flowing(into: .encoder, layer: index), pass)
      }
      if index == 0 { bias.backward(biasGradient, pass) }
      finished(block.selfAttention.projections.offset)
    }
    Dropout.apply(to: gradient, keys: source.keys, pass.dropout.site(DropoutSites.encoderEmbedding), pass.context)
    return gradient
  }

  /// Calls `body` with what a block's backward pass needs, saved or recomputed.
  func withSaved<Result>(
    _ index: Int, _ saved: Saved, _ source: PackedSequences, _ pass: Pass, _ body: (EncoderBlock.Saved) -> Result
  ) -> Result {
    pass.withSaved(
      saved.blocks[index], recomputing: { blocks[index].forward($0, source, bias: saved.bias, pass) }, body)
  }
}
