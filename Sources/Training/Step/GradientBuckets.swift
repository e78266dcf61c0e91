import Collectives

/// The division of the gradient arena into buckets: neighbouring gradients that are summed over the ranks together.
package struct GradientBuckets: Sendable, Equatable {
  /// In the order in which the backward pass completes them: from the arena's end to its beginning.
  let ranges: [Range<Int>]

  /// - Parameters:
  ///   - count: the number of gradients.
  ///   - bytes: the size of a bucket.
  package init(of count: Int, bytes: Int) {
    let size = max(1, bytes / MemoryLayout<Float>.stride)
    ranges = stride(from: count, to: 0, by: -size).map { max(0, $0 - size)..<$0 }
  }

  /// The share of a rank if the optimiser is sharded: its slice of each bucket, as a reduce-scatter leaves it.
  package func share(of rank: Int, ranks: Int) -> ArenaShare {
    ArenaShare(
      ranges.reversed().map { bucket in
        let slice = RankSlices(of: bucket.count, ranks: ranks)[rank]
        return (bucket.lowerBound + slice.lowerBound)..<(bucket.lowerBound + slice.upperBound)
      })
  }
}
