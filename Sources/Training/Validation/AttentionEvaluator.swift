import CodeT5
import Collectives
import Corpus

/// Measures where a model looks in methods whose readings it was not trained on, with the work spread over the ranks.
package struct AttentionEvaluator {
  package let corpus: AnnotatedSamples
  private let layers: [Int]
  private let microBatchTokens: Int

  /// - Parameter layers: decoder layers whose cross-attention counts.
  package init(_ corpus: AnnotatedSamples, layers: [Int], microBatchTokens: Int) {
    self.corpus = corpus
    self.layers = layers
    self.microBatchTokens = microBatchTokens
  }

  /// The mean over readings of the share of the decoder's attention that falls on F★, in percent; the same on every rank.
  /// Nil without readings.
  package func mass(_ model: CodeT5Model, _ communicator: any Communicator) throws -> Double? {
    guard !corpus.samples.isEmpty else { return nil }
    let lengths = corpus.lengths
    let shard = GlobalBatch(samples: Array(lengths.indices), lengths: lengths).shards(
      ranks: communicator.size, lengths: lengths, microBatchTokens: microBatchTokens)[communicator.rank]
    var sum = 0.0
    for positions in shard.microBatches {
      let attention = model.sourceAttention(
        corpus.pack(positions, startToken: model.configuration.decoderStartToken), layers: layers)
      let weights = positions.flatMap { corpus.samples[$0].signal.weights }
      sum += zip(attention, weights).reduce(0) { $0 + ($1.1 > 0 ? Double($1.0) : 0) }
    }
    return 100 * (try communicator.allReduced(sum)) / Double(corpus.samples.count)
  }
}
