import Collectives
import Tensors

/// Brings what the ranks have of their shares of the arena to all of them, if the optimiser is sharded (Rajbhandari et
/// al., "ZeRO: Memory optimizations toward training trillion parameter models", 2020, stage 1).
///
/// Everything goes through the memory of the gradients, which nobody needs between two steps: on one host the ranks share
/// it, and otherwise it saves a buffer.
struct ShareGathering {
  let gradients: ParameterArena
  let buckets: GradientBuckets
  let communicator: any Communicator
  let pool: WorkerPool

  /// Completes `weights` on every rank from the parts that each has updated; a collective operation.
  func complete(_ weights: ParameterArena, from share: ArenaShare) throws {
    for range in share.ranges {
      (gradients.storage.base + range.lowerBound).update(
        from: weights.storage.base + range.lowerBound, count: range.count)
    }
    try gather { bucket in copy(bucket, to: weights) }
  }

  /// Copies the moments of all ranks into `arena`, on the ranks that have one; a collective operation.
  func gather(_ moments: Moments, into arena: ParameterArena?) throws {
    moments.copy(to: gradients, pool)
    try gather { bucket in
      if let arena { copy(bucket, to: arena) }
    }
  }

  /// Gathers all buckets, and calls `body` for each as soon as it is complete.
  private func gather(_ body: (Range<Int>) -> Void) throws {
    let pending = try buckets.ranges.map { try communicator.startAllGather(gradients.elements(in: $0)) }
    for (bucket, collective) in zip(buckets.ranges, pending) {
      try collective.wait()
      body(bucket)
    }
  }

  private func copy(_ bucket: Range<Int>, to arena: ParameterArena) {
    pool.forRanges(of: bucket.count) { range in
      let start = bucket.lowerBound + range.lowerBound
      (arena.storage.base + start).update(from: gradients.storage.base + start, count: range.count)
    }
  }
}
