import Tensors

/// The position bias shared by all self-attention layers of a stack; its table belongs to the stack's first block.
struct StackPositionBias {
  /// `[buckets, H]`
  let table: ParameterView
  let bias: RelativePositionBias
  let heads: Int

  init(_ configuration: ModelConfiguration, stack: String, isBidirectional: Bool, table: inout ParameterTable) {
    heads = configuration.heads
    bias = RelativePositionBias(
      buckets: configuration.relativeBuckets, maximumDistance: configuration.relativeMaximumDistance,
      isBidirectional: isBidirectional)
    self.table = table.biases(
      "\(stack).block.0.layer.0.SelfAttention.relative_attention_bias.weight", configuration.relativeBuckets, heads,
      deviation: configuration.initializerFactor / Float(configuration.modelWidth).squareRoot())
  }

  /// The bias by distance, `[H, 2R − 1]`, for sequences of at most `reach` tokens.
  func forward(reach: Int, _ pass: Pass) -> Matrix {
    let byDistance = pass.matrix(heads, 2 * reach - 1)
    bias.forward(table(pass.weights), into: byDistance)
    return byDistance
  }

  /// The buffer to which the layers of the stack add their gradients by distance, `[parts · H, 2R − 1]`.
  func gradientByDistance(like byDistance: Matrix, _ pass: Pass) -> Matrix {
    pass.context.arena.zeros(Attention.parts * heads, byDistance.columns)
  }

  /// Adds the layers' accumulated gradients to the table's gradient.
  func backward(_ gathered: Matrix, _ pass: Pass) {
    for part in 0..<Attention.parts {
      bias.backward(gathered.rows(part * heads..<(part + 1) * heads), tableGradient: pass.gradient(table))
    }
  }
}
