/// One rank's part of a global batch.
package struct RankShard: Sendable, Equatable {
  /// Positions in the data set; empty if the batch has fewer samples than there are ranks.
  package var microBatches: [[Int]]

  package init(microBatches: [[Int]]) { self.microBatches = microBatches }

  /// All samples of the shard, one micro-batch after the other.
  package var samples: [Int] { microBatches.flatMap { $0 } }
}
