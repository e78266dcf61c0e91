/// What one rank does of a global batch.
package struct RankShard: Sendable, Equatable {
  /// Positions in the data set; empty when the batch has fewer samples than there are ranks.
  package var microBatches: [[Int]]

  package init(microBatches: [[Int]]) { self.microBatches = microBatches }

  /// All samples of the shard, micro-batch by micro-batch.
  package var samples: [Int] { microBatches.flatMap { $0 } }
}
