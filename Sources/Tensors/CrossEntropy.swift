import CKernels

/// The language-model head fused with its loss: logits = scale · hidden · headᵀ, cross-entropy against the targets.
///
/// The logits of all tokens never exist at once: they are computed, used and overwritten in chunks of tokens.
/// Legend: T target tokens, D features, V vocabulary, C tokens per chunk.
package struct CrossEntropy: Sendable {
  /// Label smoothing ε: loss = (1 − ε) · −log p(target) + ε · mean over V of −log p.
  package var smoothing: Float
  /// Factor on the hidden states before the head (D^−½ for tied T5 models, otherwise 1).
  package var inputScale: Float
  /// Tokens per chunk.
  package var chunk: Int

  package init(smoothing: Float = 0, inputScale: Float = 1, chunk: Int = 512) {
    precondition(chunk > 0 && (0..<1).contains(smoothing))
    self.smoothing = smoothing
    self.inputScale = inputScale
    self.chunk = chunk
  }

  /// The loss of each target token, `losses` `[1, T]`, from hidden states `[T, D]` and the head `[V, D]`.
  package func forward(
    _ hidden: Matrix, head: Matrix, targets: UnsafeMutableBufferPointer<Int32>, losses: Matrix,
    _ context: ComputeContext
  ) {
    forChunks(hidden, head, targets, losses, context) { rows, logits in
      forTokens(rows, context) { token, row in
        losses.base[token] = fovea_cross_entropy_forward(
          logits.row(row), head.rows, target(token, targets, head), smoothing)
      }
    }
  }

  /// The loss of each token together with the gradients of `lossScale` · Σ weight · loss: the hidden states' `[T, D]`
  /// (replaced) and the head's `[V, D]` (added to).
  ///
  /// - Parameter weights: the weight of each token's loss, `[T]`, of either sign; nil for all 1.
  package func backward(
    _ hidden: Matrix, head: Matrix, targets: UnsafeMutableBufferPointer<Int32>, losses: Matrix, lossScale: Float,
    weights: [Float]? = nil, hiddenGradient: Matrix, headGradient: Matrix, _ context: ComputeContext
  ) {
    precondition(weights == nil || weights?.count == hidden.rows, "each token needs its weight")
    hiddenGradient.requireShape(hidden.rows, hidden.columns, "the hidden states' gradient")
    headGradient.requireShape(head.rows, head.columns, "the head's gradient")
    context.withScratch {
      let shared = SharedOperand(head, context)
      forChunks(hidden, head, targets, losses, context) { rows, logits in
        forTokens(rows, context) { token, row in
          losses.base[token] = fovea_cross_entropy_backward(
            logits.row(row), head.rows, target(token, targets, head), smoothing, lossScale * (weights?[token] ?? 1))
        }
        MatrixProduct.multiply(logits, shared, into: hiddenGradient.rows(rows), scale: inputScale, context)
        MatrixProduct.multiply(
          logits, transposingFirst: true, hidden.rows(rows), into: headGradient, scale: inputScale, accumulate: true,
          context)
      }
    }
  }

  /// logits `[T, V]`, for the few tokens of a generation step or a test.
  package func logits(_ hidden: Matrix, head: Matrix, into logits: Matrix, _ context: ComputeContext) {
    MatrixProduct.multiply(hidden, head, transposingSecond: true, into: logits, scale: inputScale, context)
  }

  /// The same with a head that several calls share, whose transpose was prepared.
  package func logits(_ hidden: Matrix, head: SharedOperand, into logits: Matrix, _ context: ComputeContext) {
    MatrixProduct.multiply(hidden, head, into: logits, scale: inputScale, context)
  }

  /// Calls `body(token, row of the chunk)` for each token of a chunk, on all threads.
  private func forTokens(_ rows: Range<Int>, _ context: ComputeContext, _ body: (Int, Int) -> Void) {
    context.profiled(.loss) {
      context.pool.forRanges(of: rows.count, size: 8) { range in
        for row in range { body(rows.lowerBound + row, row) }
      }
    }
  }

  private func target(_ token: Int, _ targets: UnsafeMutableBufferPointer<Int32>, _ head: Matrix) -> Int {
    let target = Int(targets[token])
    precondition(target >= 0 && target < head.rows, "target \(target) of a vocabulary of \(head.rows)")
    return target
  }

  private func forChunks(
    _ hidden: Matrix, _ head: Matrix, _ targets: UnsafeMutableBufferPointer<Int32>, _ losses: Matrix,
    _ context: ComputeContext, _ body: (Range<Int>, Matrix) -> Void
  ) {
    losses.requireShape(1, hidden.rows, "the losses")
    precondition(targets.count == hidden.rows, "\(targets.count) targets for \(hidden.rows) tokens")
    context.withScratch {
      let shared = SharedOperand(head, transposing: true, context)
      let buffer = context.arena.matrix(min(chunk, hidden.rows), head.rows)
      var start = 0
      while start < hidden.rows {
        let rows = start..<min(start + chunk, hidden.rows)
        let chunkLogits = buffer.rows(0..<rows.count)
        logits(hidden.rows(rows), head: shared, into: chunkLogits, context)
        body(rows, chunkLogits)
        start += chunk
      }
    }
  }
}
