import CodeT5
import Collectives
import Corpus

/// The token losses of the initial model, for objectives that compare with it. Computing them once avoids keeping a
/// second model in memory.
package enum ReferenceLosses {
  /// For each sample, the losses of its target tokens; the same on every rank. Each rank computes its share.
  ///
  /// - Parameter shards: how training divides batches. With deterministic training, these losses are bit-identical on
  ///   any number of ranks too.
  package static func compute(
    _ model: CodeT5Model, _ data: TaskData, microBatchTokens: Int, shards: MicroShards, _ communicator: any Communicator
  ) throws -> [[Float]] {
    let lengths = data.corpus.lengths
    let starts = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.target) }
    var losses = [Float](repeating: 0, count: starts[lengths.count])
    let parts = GlobalBatch(samples: Array(lengths.indices), lengths: lengths).shards(
      ranks: shards.count, lengths: lengths, microBatchTokens: microBatchTokens)
    for positions in parts[shards.own].flatMap(\.microBatches) {
      let batch = data.pack(positions, startToken: model.configuration.decoderStartToken)
      let values = model.losses(batch)
      for (place, position) in positions.enumerated() {
        let rows = batch.targets.rows(of: place)
        losses.replaceSubrange(starts[position]..<starts[position + 1], with: values[rows])
      }
    }
    // Each token belongs to one rank; the others contribute zero.
    try communicator.allReduce(&losses)
    return lengths.indices.map { Array(losses[starts[$0]..<starts[$0 + 1]]) }
  }
}
