import Tensors

/// What a stack saves of one of its blocks for the backward pass.
enum SavedBlock<Saved> {
  /// All that the block's backward pass needs.
  case whole(Saved)
  /// Only the block's input `[T, D]`; the rest is recomputed from it.
  case input(Matrix)
}

/// Activation recomputation (Chen et al., "Training deep nets with sublinear memory cost", 2016).
extension Pass {
  /// A block's forward pass: its output, and what is saved of it.
  ///
  /// - Parameter block: runs the block on its input.
  func forward<Saved>(
    _ input: Matrix, _ block: (Matrix) -> (hidden: Matrix, saved: Saved)
  ) -> (hidden: Matrix, saved: SavedBlock<Saved>) {
    guard recomputesBlocks else {
      let (hidden, saved) = block(input)
      return (hidden, .whole(saved))
    }
    let output = matrix(input.rows, input.columns)
    context.withScratch { copy(block(input).hidden, into: output) }
    return (output, .input(input))
  }

  /// Calls `body` with all that a block's backward pass needs, and then releases what `body` allocated. Where only the input was saved, this repeats the forward
  /// pass, whose dropout is a function of step, site and position, so that the numbers are the same to the bit.
  func withSaved<Saved, Result>(
    _ saved: SavedBlock<Saved>, recomputing block: (Matrix) -> (hidden: Matrix, saved: Saved),
    _ body: (Saved) -> Result
  ) -> Result {
    switch saved {
    case .whole(let saved): return context.withScratch { body(saved) }
    case .input(let input):
      return context.withScratch {
        // The inspector saw these outputs in the forward pass.
        let inspector = context.inspector
        context.inspector = nil
        let recomputed = block(input).saved
        context.inspector = inspector
        return body(recomputed)
      }
    }
  }
}
