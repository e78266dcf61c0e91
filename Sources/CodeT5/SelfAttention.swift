import Tensors

/// The self-attention sub-layer: x + dropout(W_o · attention(norm(x))).
///
/// Legend: T tokens, D model width, A attention width (heads · head width).
struct SelfAttention {
  let norm: ParameterView
  /// Queries, keys and values in one product: `[3A, D]`
  let projections: ParameterView
  /// `[D, A]`
  let output: ParameterView
  let attention: Attention
  let rmsNorm: RMSNorm
  let name: String
  /// The first of two dropout sites: on the probabilities and after the output projection.
  let site: Int

  /// - Parameter bias: declares the stack's position bias after the projections, where Hugging Face has it.
  init(
    _ configuration: ModelConfiguration, layer: String, isCausal: Bool, site: Int, table: inout ParameterTable,
    bias: (inout ParameterTable) -> Void = { _ in }
  ) {
    let width = configuration.modelWidth
    let attentionWidth = configuration.attentionWidth
    name = layer
    self.site = site
    rmsNorm = RMSNorm(epsilon: configuration.normEpsilon)
    attention = Attention(heads: configuration.heads, headWidth: configuration.headWidth, isCausal: isCausal)
    let deviations = AttentionDeviations(configuration)
    projections = table.stacked(
      ["q", "k", "v"].map { "\(layer).SelfAttention.\($0).weight" }, attentionWidth, width,
      deviations: [deviations.query, deviations.keyAndValue, deviations.keyAndValue])
    output = table.matrix("\(layer).SelfAttention.o.weight", width, attentionWidth, deviation: deviations.output)
    bias(&table)
    norm = table.norm("\(layer).layer_norm.weight", width)
  }

  /// Saved for backward: the sub-layer's input and its norm `[T, D]`, 1 / rms `[1, T]`, the projections `[T, 3A]`, the
  /// softmax's log-sum-exp `[H, T]` and attention's output `[T, A]`.
  struct Saved {
    let input, normed, inverseRMS, projected, logSumExp, attended: Matrix
  }

  /// The residual stream after this sub-layer, `[T, D]`.
  func forward(
    _ input: Matrix, _ sequences: PackedSequences, bias: Matrix, _ pass: Pass
  ) -> (hidden: Matrix, saved: Saved) {
    let tokens = input.rows
    let context = pass.context
    let normed = pass.matrix(tokens, input.columns)
    let inverseRMS = pass.matrix(1, tokens)
    rmsNorm.forward(input, weight: norm(pass.weights), into: normed, inverseRMS: inverseRMS, context)

    let projected = pass.matrix(tokens, projections.rows)
    Linear.forward(normed, projections(pass.weights), into: projected, context)
    let attended = pass.matrix(tokens, output.columns)
    let logSumExp = pass.matrix(attention.heads, tokens)
    attention.forward(
      attentionInput(projected, sequences, bias, pass), into: attended, logSumExp: logSumExp, context)
    context.inspect("\(name).SelfAttention", attended)

    let hidden = pass.residual(of: input)
    context.withScratch {
      let result = pass.matrix(tokens, input.columns)
      Linear.forward(attended, output(pass.weights), into: result, context)
      Dropout.add(result, to: hidden, keys: sequences.keys, pass.dropout.site(site + 1), context)
    }
    context.inspect(name, hidden)
    let saved = Saved(
      input: input, normed: normed, inverseRMS: inverseRMS, projected: projected, logSumExp: logSumExp,
      attended: attended)
    return (hidden, saved)
  }

  /// Replaces the gradient of the residual stream after this sub-layer with the gradient before it, in place.
  ///
  /// - Parameter probabilities: the gradient that an objective sends into the probabilities; nil for none.
  func backward(
    _ gradient: Matrix, _ saved: Saved, _ sequences: PackedSequences, bias: Matrix, biasGradient: Matrix,
    probabilities: ProbabilityGradient? = nil, _ pass: Pass
  ) {
    let tokens = gradient.rows
    let context = pass.context
    context.withScratch {
      let resultGradient = pass.matrix(tokens, gradient.columns)
      Dropout.addBackward(
        gradient, into: resultGradient, keys: sequences.keys, pass.dropout.site(site + 1), context)
      let attendedGradient = pass.matrix(tokens, output.columns)
      Linear.backward(
        resultGradient, input: saved.attended, weight: output(pass.weights), inputGradient: attendedGradient,
        weightGradient: pass.gradient(output), context)

      let projectedGradient = pass.matrix(tokens, projections.rows)
      let width = output.columns
      let queryGradient = projectedGradient.columns(0..<width)
      let keyGradient = projectedGradient.columns(width..<2 * width)
      let input = attentionInput(saved.projected, sequences, bias, pass)
      attention.backward(
        attendedGradient, input, logSumExp: saved.logSumExp, queryGradient: queryGradient, keyGradient: keyGradient,
        valueGradient: projectedGradient.columns(2 * width..<3 * width), biasGradient: biasGradient, context)
      if let probabilities {
        attention.probabilitiesBackward(
          probabilities.gradient, heads: probabilities.heads, input, logSumExp: saved.logSumExp,
          queryGradient: queryGradient, keyGradient: keyGradient, biasGradient: biasGradient, context)
      }

      let normedGradient = resultGradient
      Linear.backward(
        projectedGradient, input: saved.normed, weight: projections(pass.weights), inputGradient: normedGradient,
        weightGradient: pass.gradient(projections), context)
      rmsNorm.backward(
        normedGradient, input: saved.input, inverseRMS: saved.inverseRMS, weight: norm(pass.weights),
        inputGradient: gradient, weightGradient: pass.gradient(norm), context)
    }
    context.inspect("gradient of \(name)", gradient)
  }

  func attentionInput(
    _ projected: Matrix, _ sequences: PackedSequences, _ bias: Matrix, _ pass: Pass
  ) -> Attention.Input {
    let width = output.columns
    return Attention.Input(
      queries: projected.columns(0..<width), keys: projected.columns(width..<2 * width),
      values: projected.columns(2 * width..<3 * width), querySequences: sequences, keySequences: sequences, bias: bias,
      dropout: pass.dropout, site: site)
  }
}

/// Standard deviations for the initialisation of T5's attention weights; queries are small because scores are not
/// scaled.
struct AttentionDeviations {
  let query, keyAndValue, output: Float

  init(_ configuration: ModelConfiguration) {
    let factor = configuration.initializerFactor
    query = factor / Float(configuration.modelWidth * configuration.headWidth).squareRoot()
    keyAndValue = factor / Float(configuration.modelWidth).squareRoot()
    output = factor / Float(configuration.attentionWidth).squareRoot()
  }
}
