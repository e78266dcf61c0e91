import CKernels

/// max(x, 0), fused with the dropout that follows it in T5's feed-forward layer.
package enum ReLU {
  /// values `[T, F]`, in place.
  package static func forward(
    _ values: Matrix, keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ dropout: FoveaDropout, _ context: ComputeContext
  ) {
    forRowBlocks(values, keys, .activation, context) { block, keys in
      fovea_relu_dropout_forward(block.base, keys, block.rows, block.columns, dropout)
    }
  }

  /// gradient `[T, F]`, in place; needs the forward output.
  package static func backward(_ gradient: Matrix, output: Matrix, _ dropout: FoveaDropout, _ context: ComputeContext) {
    gradient.requireShape(output.rows, output.columns, "the activation's gradient")
    gradient.requireContiguous("the activation's gradient")
    output.requireContiguous("the activation's output")
    context.profiled(.activation) {
      context.pool.forRanges(of: output.count) { range in
        fovea_relu_dropout_backward(
          gradient.base + range.lowerBound, output.base + range.lowerBound, range.count, dropout.scale)
      }
    }
  }
}

/// gelu(gate) · linear, with the tanh approximation of GELU (T5 1.1's `gated-gelu`) and the dropout that follows it.
package enum GatedGELU {
  /// output `[T, F]` from `gateAndLinear` `[T, 2F]`, the gate's columns first.
  package static func forward(
    _ gateAndLinear: Matrix, into output: Matrix, keys: UnsafeMutableBufferPointer<FoveaRowKey>,
    _ dropout: FoveaDropout, _ context: ComputeContext
  ) {
    gateAndLinear.requireShape(output.rows, 2 * output.columns, "gate and linear part")
    forRowBlocks(output, keys, .activation, context) { block, keys in
      let input = gateAndLinear.row((block.base - output.base) / output.columns)
      fovea_gated_gelu_forward(
        block.base, input, input + output.columns, block.rows, block.columns, gateAndLinear.stride, keys, dropout)
    }
  }

  /// Gradients of gate and linear part `[T, 2F]` from the output's gradient `[T, F]`; needs the forward input.
  package static func backward(
    _ outputGradient: Matrix, gateAndLinear: Matrix, inputGradient: Matrix,
    keys: UnsafeMutableBufferPointer<FoveaRowKey>, _ dropout: FoveaDropout, _ context: ComputeContext
  ) {
    gateAndLinear.requireShape(outputGradient.rows, 2 * outputGradient.columns, "gate and linear part")
    inputGradient.requireShape(gateAndLinear.rows, gateAndLinear.columns, "gradient of gate and linear part")
    precondition(
      inputGradient.stride == gateAndLinear.stride, "gate and linear part and their gradient differ in stride")
    let width = outputGradient.columns
    forRowBlocks(outputGradient, keys, .activation, context) { block, keys in
      let row = (block.base - outputGradient.base) / width
      let input = gateAndLinear.row(row)
      let gradient = inputGradient.row(row)
      fovea_gated_gelu_backward(
        gradient, gradient + width, block.base, input, input + width, block.rows, width, gateAndLinear.stride, keys,
        dropout)
    }
  }
}
