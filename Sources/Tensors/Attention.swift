import CKernels

/// Multi-head attention over packed sequences: each sequence attends to itself (encoder), to its own past (causal) or to
/// its partner (cross-attention). T5 does not scale the scores.
///
/// The probabilities are not saved: backward recomputes them from the scores and the saved log-sum-exp of each row (Dao
/// et al., "FlashAttention", 2022), so memory grows linearly with the number of tokens, not quadratically.
///
/// Legend: T query tokens, K key tokens, H heads, W features per head, R reach of the position bias.
package struct Attention: Sendable {
  package var heads: Int
  package var headWidth: Int
  package var isCausal: Bool

  package init(heads: Int, headWidth: Int, isCausal: Bool) {
    self.heads = heads
    self.headWidth = headWidth
    self.isCausal = isCausal
  }

  /// The input of one call. `queries` `[T, HW]`, `keys` and `values` `[K, HW]` may be columns of wider matrices.
  package struct Input {
    package var queries: Matrix
    package var keys: Matrix
    package var values: Matrix
    package var querySequences: PackedSequences
    package var keySequences: PackedSequences
    /// `[H, 2R − 1]`, or nil for none.
    package var bias: Matrix?
    package var dropout: DropoutStep
    /// The number of this attention's dropout in the network.
    package var site: Int

    package init(
      queries: Matrix, keys: Matrix, values: Matrix, querySequences: PackedSequences, keySequences: PackedSequences,
      bias: Matrix?, dropout: DropoutStep, site: Int
    ) {
      self.queries = queries
      self.keys = keys
      self.values = values
      self.querySequences = querySequences
      self.keySequences = keySequences
      self.bias = bias
      self.dropout = dropout
      self.site = site
    }
  }

  /// Query rows per block: their scores stay in the cache.
  package static let rowsPerBlock = 128
  /// The number of parts into which a batch's sequences are divided; fixed, so that sums do not depend on the number of
  /// threads.
  package static let parts = 4

  /// output `[T, HW]` = soft-max(queries · keysᵀ + bias) · values; saves `logSumExp` `[H, T]` for backward.
  package func forward(_ input: Input, into output: Matrix, logSumExp: Matrix, _ context: ComputeContext) {
    requireShapes(input, output, logSumExp)
    forHeadsAndParts(input, context) { head, sequence, scratch in
      forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
        let scores = scratch.first(block)
        scratch.compare(part(input.queries, queryRows, head), with: part(input.keys, keyRows, head), into: scores)
        fovea_attention_softmax_forward(scores.base, logSumExp.row(head) + queryRows.lowerBound, block)
        AttentionScratch.weigh(part(input.values, keyRows, head), by: scores, into: part(output, queryRows, head))
      }
    }
  }

  /// Gradients of queries `[T, HW]`, keys and values `[K, HW]` (all replaced) from the output's gradient `[T, HW]`; adds
  /// to `biasGradient` `[parts · H, 2R − 1]`, whose rows `part · H + head` the caller sums. Needs `logSumExp`.
  package func backward(
    _ outputGradient: Matrix, _ input: Input, logSumExp: Matrix, queryGradient: Matrix, keyGradient: Matrix,
    valueGradient: Matrix, biasGradient: Matrix?, _ context: ComputeContext
  ) {
    requireShapes(input, outputGradient, logSumExp)
    forHeadsAndParts(input, context) { head, sequence, scratch in
      if input.querySequences.rows(of: sequence).isEmpty {
        // No block writes these.
        part(keyGradient, input.keySequences.rows(of: sequence), head).fill(0)
        part(valueGradient, input.keySequences.rows(of: sequence), head).fill(0)
      }
      let biasRow = biasGradient.map { $0.row(sequence % Self.parts * heads + head) + ($0.columns - 1) / 2 }
      forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
        let (probabilities, gradients) = (scratch.first(block), scratch.second(block))
        let queries = part(input.queries, queryRows, head)
        let keys = part(input.keys, keyRows, head)
        let gradient = part(outputGradient, queryRows, head)
        let addsUp = block.firstQuery > 0

        scratch.compare(queries, with: keys, into: probabilities)
        fovea_attention_softmax_recompute(probabilities.base, logSumExp.row(head) + queryRows.lowerBound, block)
        scratch.compare(gradient, with: part(input.values, keyRows, head), into: gradients)
        fovea_attention_softmax_backward(gradients.base, probabilities.base, biasRow, block)
        fovea_attention_clear_dropped(probabilities.base, block)
        AttentionScratch.collect(
          gradient, by: probabilities, into: part(valueGradient, keyRows, head), accumulate: addsUp)
        AttentionScratch.weigh(keys, by: gradients, into: part(queryGradient, queryRows, head))
        AttentionScratch.collect(queries, by: gradients, into: part(keyGradient, keyRows, head), accumulate: addsUp)
      }
    }
  }

  /// Calls `body(head, sequence, scratch)` for every head of every sequence.
  ///
  /// - Parameter width: columns of the widest matrix that `body` compares with; by default those of a head.
  func forHeadsAndParts(
    _ input: Input, width: Int? = nil, _ context: ComputeContext, _ body: (Int, Int, AttentionScratch) -> Void
  ) {
    context.withScratch {
      let (rows, keys) = (min(Self.rowsPerBlock, input.querySequences.longest), input.keySequences.longest)
      let tasks = Self.parts * heads
      let scratch = context.arena.matrix(
        tasks, AttentionScratch.size(rows: rows, keys: keys, width: max(width ?? 0, headWidth)))
      context.profiled(.attention) {
        context.pool.run(tasks) { task in
          let head = task % heads
          var sequence = task / heads
          while sequence < input.querySequences.sequenceCount {
            body(head, sequence, AttentionScratch(scratch.row(task), rows: rows, keys: keys))
            sequence += Self.parts
          }
        }
      }
    }
  }

  /// Splits a sequence's queries into blocks and calls `body(block, query rows, key rows)`.
  func forRowBlocks(
    _ input: Input, _ sequence: Int, _ head: Int, _ body: (FoveaAttentionBlock, Range<Int>, Range<Int>) -> Void
  ) {
    let queryRows = input.querySequences.rows(of: sequence)
    let keyRows = input.keySequences.rows(of: sequence)
    var first = 0
    while first < queryRows.count {
      let rows = min(Self.rowsPerBlock, queryRows.count - first)
      let start = queryRows.lowerBound + first
      let block = FoveaAttentionBlock(
        rows: rows, keys: keyRows.count, stride: AttentionScratch.stride(keys: keyRows.count), firstQuery: first,
        causal: isCausal ? 1 : 0,
        bias: input.bias.map { UnsafePointer($0.row(head) + ($0.columns - 1) / 2) },
        sample: UInt32(truncatingIfNeeded: input.querySequences.samples[sequence]),
        dropout: input.dropout.site(input.site, head: head))
      body(block, start..<(start + rows), keyRows)
      first += rows
    }
  }

  func part(_ matrix: Matrix, _ rows: Range<Int>, _ head: Int) -> Matrix {
    matrix.rows(rows).columns(head * headWidth..<(head + 1) * headWidth)
  }

  private func requireShapes(_ input: Input, _ output: Matrix, _ logSumExp: Matrix) {
    let width = heads * headWidth
    input.queries.requireShape(input.querySequences.tokenCount, width, "the queries")
    input.keys.requireShape(input.keySequences.tokenCount, width, "the keys")
    input.values.requireShape(input.keySequences.tokenCount, width, "the values")
    output.requireShape(input.querySequences.tokenCount, width, "attention's output")
    logSumExp.requireShape(heads, input.querySequences.tokenCount, "the log-sum-exp")
    precondition(
      input.querySequences.sequenceCount == input.keySequences.sequenceCount, "each query sequence needs its keys")
    if let bias = input.bias {
      let reach = max(input.querySequences.longest, input.keySequences.longest)
      precondition(bias.rows == heads && bias.columns >= 2 * reach - 1, "the position bias does not reach far enough")
    }
  }
}
