/// A linear layer without bias: y = x Wᵀ.
///
/// Legend: T tokens, I input features, O output features.
package enum Linear {
  /// output `[T, O]` = input `[T, I]` · weightᵀ, weight being `[O, I]` as Hugging Face stores it.
  package static func forward(_ input: Matrix, _ weight: Matrix, into output: Matrix, _ context: ComputeContext) {
    MatrixProduct.multiply(input, weight, transposingSecond: true, into: output, context)
  }

  /// The same with a weight that several calls share.
  package static func forward(
    _ input: Matrix, _ weight: SharedOperand, into output: Matrix, _ context: ComputeContext
  ) {
    MatrixProduct.multiply(input, weight, into: output, context)
  }

  /// From the output's gradient `[T, O]`: the input's gradient `[T, I]` (added to or replaced) and, added, the weight's
  /// `[O, I]`. Needs the forward input.
  package static func backward(
    _ outputGradient: Matrix, input: Matrix, weight: Matrix, inputGradient: Matrix, addsToInputGradient: Bool = false,
    weightGradient: Matrix, _ context: ComputeContext
  ) {
    MatrixProduct.multiply(
      outputGradient, weight, into: inputGradient, accumulate: addsToInputGradient, context)
    MatrixProduct.multiply(
      outputGradient, transposingFirst: true, input, into: weightGradient, accumulate: true, context)
  }
}
