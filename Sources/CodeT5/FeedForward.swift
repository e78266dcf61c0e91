import Tensors

/// The feed-forward sub-layer: x + dropout(W_o · dropout(activation(W_i · norm(x)))).
///
/// Legend: T tokens, D model width, F inner width.
struct FeedForward {
  let norm: ParameterView
  /// `[F, D]`, or `[2F, D]` with the gate first.
  let inner: ParameterView
  /// `[D, F]`
  let output: ParameterView
  let isGated: Bool
  let rmsNorm: RMSNorm
  let name: String
  /// The first of two dropout sites: after the activation and after the output projection.
  let site: Int

  init(_ configuration: ModelConfiguration, layer: String, site: Int, table: inout ParameterTable) {
    let width = configuration.modelWidth
    let innerWidth = configuration.feedForwardWidth
    let deviation = configuration.initializerFactor / Float(width).squareRoot()
    name = layer
    self.site = site
    rmsNorm = RMSNorm(epsilon: configuration.normEpsilon)
    isGated = configuration.feedForwardKind == .gatedGELU
    let innerNames = isGated ? ["wi_0", "wi_1"] : ["wi"]
    inner = table.stacked(
      innerNames.map { "\(layer).DenseReluDense.\($0).weight" }, innerWidth, width,
      deviations: innerNames.map { _ in deviation })
    output = table.matrix(
      "\(layer).DenseReluDense.wo.weight", width, innerWidth,
      deviation: configuration.initializerFactor / Float(innerWidth).squareRoot())
    norm = table.norm("\(layer).layer_norm.weight", width)
  }

  /// Saved for backward: the sub-layer's input `[T, D]` and its norm, 1 / rms `[1, T]`, the inner product (gated only,
  /// `[T, 2F]`) and the activation's output `[T, F]`.
  struct Saved {
    let input, normed, inverseRMS, activated: Matrix
    let gateAndLinear: Matrix?
  }

  /// The residual stream after this sub-layer, `[T, D]`.
  func forward(_ input: Matrix, _ sequences: PackedSequences, _ pass: Pass) -> (hidden: Matrix, saved: Saved) {
    let tokens = input.rows
    let context = pass.context
    let normed = pass.matrix(tokens, input.columns)
    let inverseRMS = pass.matrix(1, tokens)
    rmsNorm.forward(input, weight: norm(pass.weights), into: normed, inverseRMS: inverseRMS, context)

    let product = pass.matrix(tokens, inner.rows)
    Linear.forward(normed, inner(pass.weights), into: product, context)
    let activated = isGated ? pass.matrix(tokens, output.columns) : product
    if isGated {
      GatedGELU.forward(product, into: activated, keys: sequences.keys, pass.dropout.site(site), context)
    } else {
      ReLU.forward(activated, keys: sequences.keys, pass.dropout.site(site), context)
    }
    context.inspect("\(name).DenseReluDense.activation", activated)

    let hidden = pass.residual(of: input)
    context.withScratch {
      let result = pass.matrix(tokens, input.columns)
      Linear.forward(activated, output(pass.weights), into: result, context)
      Dropout.add(result, to: hidden, keys: sequences.keys, pass.dropout.site(site + 1), context)
    }
    context.inspect(name, hidden)
    let saved = Saved(
      input: input, normed: normed, inverseRMS: inverseRMS, activated: activated,
      gateAndLinear: isGated ? product : nil)
    return (hidden, saved)
  }

  /// Replaces the gradient of the residual stream after this sub-layer with the gradient before it, in place.
  func backward(_ gradient: Matrix, _ saved: Saved, _ sequences: PackedSequences, _ pass: Pass) {
    let tokens = gradient.rows
    let context = pass.context
    context.withScratch {
      let resultGradient = pass.matrix(tokens, gradient.columns)
      Dropout.addBackward(
        gradient, into: resultGradient, keys: sequences.keys, pass.dropout.site(site + 1), context)
      let activatedGradient = pass.matrix(tokens, output.columns)
      Linear.backward(
        resultGradient, input: saved.activated, weight: output(pass.weights), inputGradient: activatedGradient,
        weightGradient: pass.gradient(output), context)

      var productGradient = activatedGradient
      if let gateAndLinear = saved.gateAndLinear {
        productGradient = pass.matrix(tokens, inner.rows)
        GatedGELU.backward(
          activatedGradient, gateAndLinear: gateAndLinear, inputGradient: productGradient, keys: sequences.keys,
          pass.dropout.site(site), context)
      } else {
        ReLU.backward(productGradient, output: saved.activated, pass.dropout.site(site), context)
      }
      let normedGradient = resultGradient
      Linear.backward(
        productGradient, input: saved.normed, weight: inner(pass.weights), inputGradient: normedGradient,
        weightGradient: pass.gradient(inner), context)
      rmsNorm.backward(
        normedGradient, input: saved.input, inverseRMS: saved.inverseRMS, weight: norm(pass.weights),
        inputGradient: gradient, weightGradient: pass.gradient(norm), context)
    }
    context.inspect("gradient of \(name)", gradient)
  }
}
