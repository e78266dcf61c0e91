import CKernels

/// The probabilities of attention themselves, averaged over heads, and their gradient.
///
/// They are those before dropout, recomputed from the scores and the saved log-sum-exp as in `backward`. Row t of a
/// matrix of probabilities belongs to query t; its first columns are the keys of the query's sequence, in their order,
/// and the rest is 0. Such a matrix has Q columns, as many as the longest key sequence has tokens.
///
/// Legend: T query tokens, K key tokens, H heads, W features of a head, Q tokens of the longest key sequence, R reach of
/// the position bias.
extension Attention {
  /// Adds `share` · Σ over `heads` of p(key | query) to `probabilities` `[T, Q]`.
  ///
  /// - Parameters:
  ///   - heads: without repetition, counted from 0.
  ///   - input: the forward input; its values are not used.
  package func addProbabilities(
    to probabilities: Matrix, share: Float, heads chosen: [Int], _ input: Input, logSumExp: Matrix,
    _ context: ComputeContext
  ) {
    let input = input.withoutDropout
    requireProbabilityShapes(probabilities, chosen, input, logSumExp)
    context.withScratch {
      let (rows, keys) = (min(Self.rowsPerBlock, input.querySequences.longest), input.keySequences.longest)
      let scratch = context.arena.matrix(
        Self.parts, AttentionScratch.size(rows: rows, keys: keys, width: headWidth))
      // A sequence's heads run one after the other, because they add to the same rows.
      context.pool.run(Self.parts) { part in
        for sequence in stride(from: part, to: input.querySequences.sequenceCount, by: Self.parts) {
          for head in chosen {
            forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
              let ofHead = recomputed(
                input, logSumExp, head, block, queryRows, keyRows,
                AttentionScratch(scratch.row(part), rows: rows, keys: keys))
              for row in 0..<queryRows.count {
                let sum = probabilities.row(queryRows.lowerBound + row)
                let values = ofHead.row(row)
                for key in 0..<block.keys { sum[key] += share * values[key] }
              }
            }
          }
        }
      }
    }
  }

  /// Adds the contribution of the gradient of each chosen head's probabilities `[T, Q]`, which is the same for all of
  /// them, to the gradients of queries `[T, HW]`, keys `[K, HW]` and, as `backward` does, of the position bias
  /// `[parts · H, 2R − 1]`.
  package func probabilitiesBackward(
    _ gradient: Matrix, heads chosen: [Int], _ input: Input, logSumExp: Matrix, queryGradient: Matrix,
    keyGradient: Matrix, biasGradient: Matrix?, _ context: ComputeContext
  ) {
    let input = input.withoutDropout
    requireProbabilityShapes(gradient, chosen, input, logSumExp)
    precondition((input.bias == nil) == (biasGradient == nil), "a position bias needs its gradient")
    forHeadsAndParts(input, context) { head, sequence, scratch in
      guard chosen.contains(head) else { return }
      let biasRow = biasGradient.map { $0.row(sequence % Self.parts * heads + head) + ($0.columns - 1) / 2 }
      forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
        let probabilities = recomputed(input, logSumExp, head, block, queryRows, keyRows, scratch)
        let gradients = scratch.second(block)
        gradients.copy(from: gradient.rows(queryRows).columns(0..<block.keys))
        fovea_attention_softmax_backward(gradients.base, probabilities.base, biasRow, block)
        AttentionScratch.weigh(
          part(input.keys, keyRows, head), by: gradients, into: part(queryGradient, queryRows, head), accumulate: true)
        AttentionScratch.collect(
          part(input.queries, queryRows, head), by: gradients, into: part(keyGradient, keyRows, head),
          accumulate: true)
      }
    }
  }

  private func requireProbabilityShapes(
    _ probabilities: Matrix, _ chosen: [Int], _ input: Input, _ logSumExp: Matrix
  ) {
    probabilities.requireShape(input.querySequences.tokenCount, input.keySequences.longest, "the probabilities")
    logSumExp.requireShape(heads, input.querySequences.tokenCount, "the log-sum-exp")
    precondition(chosen.allSatisfy((0..<heads).contains), "heads that the layer has")
  }
}
