import Tensors

/// The decoder's attention to the source: x + dropout(W_o · attention(norm(x), encoder output)).
///
/// Legend: T target tokens, S source tokens, D model width, A attention width.
struct CrossAttention {
  let norm: ParameterView
  /// `[A, D]`
  let query: ParameterView
  /// Keys and values in one product: `[2A, D]`
  let keysAndValues: ParameterView
  /// `[D, A]`
  let output: ParameterView
  let attention: Attention
  let rmsNorm: RMSNorm
  let name: String
  /// The first of two dropout sites: on the probabilities and after the output projection.
  let site: Int

  init(_ configuration: ModelConfiguration, layer: String, site: Int, table: inout ParameterTable) {
    let width = configuration.modelWidth
    let attentionWidth = configuration.attentionWidth
    name = layer
    self.site = site
    rmsNorm = RMSNorm(epsilon: configuration.normEpsilon)
    attention = Attention(heads: configuration.heads, headWidth: configuration.headWidth, isCausal: false)
    let deviations = AttentionDeviations(configuration)
    query = table.matrix("\(layer).EncDecAttention.q.weight", attentionWidth, width, deviation: deviations.query)
    keysAndValues = table.stacked(
      ["k", "v"].map { "\(layer).EncDecAttention.\($0).weight" }, attentionWidth, width,
      deviations: [deviations.keyAndValue, deviations.keyAndValue])
    output = table.matrix("\(layer).EncDecAttention.o.weight", width, attentionWidth, deviation: deviations.output)
    norm = table.norm("\(layer).layer_norm.weight", width)
  }

  /// Saved for backward: the sub-layer's input and its norm `[T, D]`, 1 / rms `[1, T]`, queries `[T, A]`, keys and
  /// values `[S, 2A]`, the softmax's log-sum-exp `[H, T]` and attention's output `[T, A]`.
  struct Saved {
    let input, normed, inverseRMS, queries, keysAndValues, logSumExp, attended: Matrix
  }

  /// The encoder's output and the packing of both sides.
  struct Sides {
    let encoderOutput: Matrix
    let source: PackedSequences
    let target: PackedSequences
  }

  /// The residual stream after this sub-layer, `[T, D]`.
  func forward(_ input: Matrix, _ sides: Sides, _ pass: Pass) -> (hidden: Matrix, saved: Saved) {
    let tokens = input.rows
    let context = pass.context
    let normed = pass.matrix(tokens, input.columns)
    let inverseRMS = pass.matrix(1, tokens)
    rmsNorm.forward(input, weight: norm(pass.weights), into: normed, inverseRMS: inverseRMS, context)

    let queries = pass.matrix(tokens, query.rows)
    Linear.forward(normed, query(pass.weights), into: queries, context)
    let memory = pass.matrix(sides.encoderOutput.rows, keysAndValues.rows)
    Linear.forward(sides.encoderOutput, keysAndValues(pass.weights), into: memory, context)
    let attended = pass.matrix(tokens, output.columns)
    let logSumExp = pass.matrix(attention.heads, tokens)
    attention.forward(
      attentionInput(queries, memory, sides, pass), into: attended, logSumExp: logSumExp, context)
    context.inspect("\(name).EncDecAttention", attended)

    let hidden = pass.residual(of: input)
    context.withScratch {
      let result = pass.matrix(tokens, input.columns)
      Linear.forward(attended, output(pass.weights), into: result, context)
      Dropout.add(result, to: hidden, keys: sides.target.keys, pass.dropout.site(site + 1), context)
    }
    context.inspect(name, hidden)
    let saved = Saved(
      input: input, normed: normed, inverseRMS: inverseRMS, queries: queries, keysAndValues: memory,
      logSumExp: logSumExp, attended: attended)
    return (hidden, saved)
  }

  /// Replaces the gradient of the residual stream after this sub-layer with the gradient before it, in place, and adds
  /// to the gradient of the encoder's output `[S, D]`.
  ///
  /// - Parameters:
  ///   - readout: an objective's readout of this layer's attention, with its gradient; nil for none.
  ///   - probabilities: the gradient that an objective sends into the probabilities; nil for none.
  func backward(
    _ gradient: Matrix, _ saved: Saved, _ sides: Sides, encoderGradient: Matrix, readout: SourceReadout?,
    probabilities: ProbabilityGradient?, _ pass: Pass
  ) {
    let tokens = gradient.rows
    let context = pass.context
    context.withScratch {
      let resultGradient = pass.matrix(tokens, gradient.columns)
      Dropout.addBackward(
        gradient, into: resultGradient, keys: sides.target.keys, pass.dropout.site(site + 1), context)
      let attendedGradient = pass.matrix(tokens, output.columns)
      Linear.backward(
        resultGradient, input: saved.attended, weight: output(pass.weights), inputGradient: attendedGradient,
        weightGradient: pass.gradient(output), context)

      let queryGradient = pass.matrix(tokens, query.rows)
      let memoryGradient = pass.matrix(saved.keysAndValues.rows, keysAndValues.rows)
      let width = output.columns
      let keyGradient = memoryGradient.columns(0..<width)
      let input = attentionInput(saved, sides, pass)
      attention.backward(
        attendedGradient, input, logSumExp: saved.logSumExp, queryGradient: queryGradient, keyGradient: keyGradient,
        valueGradient: memoryGradient.columns(width..<2 * width), biasGradient: nil, context)
      if let readout {
        attention.readoutBackward(
          readout.gradient, of: readout.features, heads: readout.heads, input, logSumExp: saved.logSumExp,
          queryGradient: queryGradient, keyGradient: keyGradient, context)
      }
      if let probabilities {
        attention.probabilitiesBackward(
          probabilities.gradient, heads: probabilities.heads, input, logSumExp: saved.logSumExp,
          queryGradient: queryGradient, keyGradient: keyGradient, biasGradient: nil, context)
      }

      Linear.backward(
        memoryGradient, input: sides.encoderOutput, weight: keysAndValues(pass.weights), inputGradient: encoderGradient,
        addsToInputGradient: true, weightGradient: pass.gradient(keysAndValues), context)
      let normedGradient = resultGradient
      Linear.backward(
        queryGradient, input: saved.normed, weight: query(pass.weights), inputGradient: normedGradient,
        weightGradient: pass.gradient(query), context)
      rmsNorm.backward(
        normedGradient, input: saved.input, inverseRMS: saved.inverseRMS, weight: norm(pass.weights),
        inputGradient: gradient, weightGradient: pass.gradient(norm), context)
    }
    context.inspect("gradient of \(name)", gradient)
  }

  func attentionInput(_ saved: Saved, _ sides: Sides, _ pass: Pass) -> Attention.Input {
    attentionInput(saved.queries, saved.keysAndValues, sides, pass)
  }

  private func attentionInput(
    _ queries: Matrix, _ memory: Matrix, _ sides: Sides, _ pass: Pass
  ) -> Attention.Input {
    let width = output.columns
    return Attention.Input(
      queries: queries, keys: memory.columns(0..<width), values: memory.columns(width..<2 * width),
      querySequences: sides.target, keySequences: sides.source, bias: nil, dropout: pass.dropout, site: site)
  }
}
