import CKernels

/// Root-mean-square layer norm (Zhang & Sennrich 2019), as T5 uses it: no mean, no bias.
///
/// Legend: T tokens, D features.
package struct RMSNorm: Sendable {
  package var epsilon: Float

  package init(epsilon: Float) {
    self.epsilon = epsilon
  }

  /// output `[T, D]` = input / rms(input) · weight, weight being `[1, D]`; saves 1 / rms in `inverseRMS` `[1, T]` for
  /// backward.
  package func forward(
    _ input: Matrix, weight: Matrix, into output: Matrix, inverseRMS: Matrix, _ context: ComputeContext
  ) {
    input.requireContiguous("the norm's input")
    output.requireShape(input.rows, input.columns, "the norm's output")
    output.requireContiguous("the norm's output")
    weight.requireShape(1, input.columns, "the norm's weight")
    inverseRMS.requireShape(1, input.rows, "the norm's 1 / rms")
    context.profiled(.norm) {
      context.pool.forRanges(of: input.rows, size: Self.rowsPerTask) { rows in
        fovea_rms_norm_forward(
          output.row(rows.lowerBound), inverseRMS.base + rows.lowerBound, input.row(rows.lowerBound), weight.base,
          rows.count, input.columns, epsilon)
      }
    }
  }

  /// Adds to the input's gradient `[T, D]` and the weight's `[1, D]`. Needs the forward input and `inverseRMS`.
  package func backward(
    _ outputGradient: Matrix, input: Matrix, inverseRMS: Matrix, weight: Matrix, inputGradient: Matrix,
    weightGradient: Matrix, _ context: ComputeContext
  ) {
    outputGradient.requireShape(input.rows, input.columns, "the norm's output gradient")
    outputGradient.requireContiguous("the norm's output gradient")
    inputGradient.requireShape(input.rows, input.columns, "the norm's input gradient")
    inputGradient.requireContiguous("the norm's input gradient")
    weightGradient.requireShape(1, input.columns, "the norm's weight gradient")
    context.withScratch {
      // One partial sum per block of rows, added up in order: the result does not depend on the number of threads.
      let blocks = (input.rows + Self.rowsPerTask - 1) / Self.rowsPerTask
      let partial = context.arena.zeros(blocks, input.columns)
      context.profiled(.norm) {
        context.pool.forRanges(of: input.rows, size: Self.rowsPerTask) { rows in
          fovea_rms_norm_backward(
            inputGradient.row(rows.lowerBound), partial.row(rows.lowerBound / Self.rowsPerTask),
            outputGradient.row(rows.lowerBound), input.row(rows.lowerBound), inverseRMS.base + rows.lowerBound,
            weight.base, rows.count, input.columns)
        }
        for block in 0..<blocks { fovea_add(weightGradient.base, partial.row(block), input.columns) }
      }
    }
  }

  private static let rowsPerTask = 64
}
