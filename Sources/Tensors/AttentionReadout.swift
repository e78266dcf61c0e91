import CKernels

/// Attention readout: the mean of the keys' features under each query's attention, and its gradient.
///
/// An objective on where a model looks uses the probabilities only through such means, and never stores them. They are
/// the probabilities before dropout, recomputed from the scores and the saved log-sum-exp as in `backward`.
///
/// Legend: T query tokens, K key tokens, H heads, W features of a head, F features to read.
extension Attention {
  /// readout `[H · T, F]`, row `head · T + query`: Σ_key p(key | query) · features of the key, `features` being `[K, F]`.
  ///
  /// - Parameter input: the forward input; its values are not used.
  package func readout(
    of features: Matrix, _ input: Input, logSumExp: Matrix, into readout: Matrix, _ context: ComputeContext
  ) {
    let input = input.withoutDropout
    requireReadoutShapes(features, input, logSumExp)
    readout.requireShape(heads * input.querySequences.tokenCount, features.columns, "the readout")
    forHeadsAndParts(input, context) { head, sequence, scratch in
      forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
        let probabilities = recomputed(input, logSumExp, head, block, queryRows, keyRows, scratch)
        let first = head * input.querySequences.tokenCount + queryRows.lowerBound
        AttentionScratch.weigh(
          features.rows(keyRows), by: probabilities, into: readout.rows(first..<first + queryRows.count))
      }
    }
  }

  /// Adds the contribution of the readout's gradient `[T, F]`, which is the same for every chosen head, to the gradients
  /// of queries `[T, HW]` and keys `[K, HW]`.
  ///
  /// - Parameter chosen: the heads whose readout was used, counted from 0.
  package func readoutBackward(
    _ readoutGradient: Matrix, of features: Matrix, heads chosen: [Int], _ input: Input, logSumExp: Matrix,
    queryGradient: Matrix, keyGradient: Matrix, _ context: ComputeContext
  ) {
    let input = input.withoutDropout
    requireReadoutShapes(features, input, logSumExp)
    readoutGradient.requireShape(input.querySequences.tokenCount, features.columns, "the readout's gradient")
    precondition(input.bias == nil, "the position bias would need its gradient too")
    precondition(chosen.allSatisfy((0..<heads).contains), "heads that the layer has")
    forHeadsAndParts(input, width: features.columns, context) { head, sequence, scratch in
      guard chosen.contains(head) else { return }
      forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
        let probabilities = recomputed(input, logSumExp, head, block, queryRows, keyRows, scratch)
        let gradients = scratch.second(block)
        scratch.compare(readoutGradient.rows(queryRows), with: features.rows(keyRows), into: gradients)
        fovea_attention_softmax_backward(gradients.base, probabilities.base, nil, block)
        AttentionScratch.weigh(
          part(input.keys, keyRows, head), by: gradients, into: part(queryGradient, queryRows, head), accumulate: true)
        AttentionScratch.collect(
          part(input.queries, queryRows, head), by: gradients, into: part(keyGradient, keyRows, head),
          accumulate: true)
      }
    }
  }

  /// Adds to `mass` `[1, K]` the mean attention that each key receives from its sequence's queries and from all heads,
  /// times `weight`. A sequence's masses sum to `weight`.
  package func addMeanAttention(
    to mass: Matrix, weight: Float, _ input: Input, logSumExp: Matrix, _ context: ComputeContext
  ) {
    let input = input.withoutDropout
    mass.requireShape(1, input.keySequences.tokenCount, "the attention's mass")
    context.withScratch {
      let ofHeads = context.arena.zeros(heads, input.keySequences.tokenCount)
      forHeadsAndParts(input, context) { head, sequence, scratch in
        let share = weight / Float(heads * input.querySequences.rows(of: sequence).count)
        forRowBlocks(input, sequence, head) { block, queryRows, keyRows in
          let probabilities = recomputed(input, logSumExp, head, block, queryRows, keyRows, scratch)
          let sum = ofHeads.row(head) + keyRows.lowerBound
          for row in 0..<queryRows.count {
            let values = probabilities.row(row)
            for key in 0..<block.keys { sum[key] += share * values[key] }
          }
        }
      }
      for head in 0..<heads { fovea_add(mass.base, ofHeads.row(head), mass.columns) }
    }
  }

  /// The probabilities of a block of queries, before dropout, in scratch memory.
  func recomputed(
    _ input: Input, _ logSumExp: Matrix, _ head: Int, _ block: FoveaAttentionBlock, _ queryRows: Range<Int>,
    _ keyRows: Range<Int>, _ scratch: AttentionScratch
  ) -> Matrix {
    let probabilities = scratch.first(block)
    scratch.compare(part(input.queries, queryRows, head), with: part(input.keys, keyRows, head), into: probabilities)
    fovea_attention_softmax_recompute(probabilities.base, logSumExp.row(head) + queryRows.lowerBound, block)
    return probabilities
  }

  private func requireReadoutShapes(_ features: Matrix, _ input: Input, _ logSumExp: Matrix) {
    features.requireShape(input.keySequences.tokenCount, features.columns, "the features")
    logSumExp.requireShape(heads, input.querySequences.tokenCount, "the log-sum-exp")
  }
}

extension Attention.Input {
  var withoutDropout: Attention.Input {
    var input = self
    input.dropout = .none
    return input
  }
}
