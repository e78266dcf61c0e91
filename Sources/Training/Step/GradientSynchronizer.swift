import Basics
import Collectives
import Foundation
import Tensors

/// Sums the gradients of all ranks, bucket by bucket, while the backward pass is still working on earlier layers.
///
/// The backward pass finishes the arena from its end to its beginning. A bucket is a contiguous slice, and its
/// all-reduce, or its reduce-scatter, begins as soon as it is complete. Non-blocking collectives progress only when polled, so the worker pool
/// polls between the tiles of every product. All ranks start the same buckets in the same order, even a rank without
/// samples.
package final class GradientSynchronizer {
  private let gradients: ParameterArena
  private let communicator: any Communicator
  private let pool: WorkerPool
  private let reduction: Reduction
  private let sum: ReductionOperation
  private let buckets: [Range<Int>]
  private var started = 0
  private var pending: [any PendingCollective] = []
  private var failure: (any Error)?
  /// The first parameter with gradients that were not finite on this rank in the last step; nil for none, and always
  /// nil with one rank, where the sum shows it.
  private(set) var firstNonFinite: String?

  /// What becomes of the gradients of all ranks.
  package enum Reduction: Sendable {
    /// Their sum is on every rank.
    case sum
    /// The same in an order that does not depend on the number of ranks.
    case pairwiseSum
    /// Each rank has the sum of its share (`GradientBuckets.share`); its other gradients are unspecified.
    case scatteredSum
  }

  /// - Parameter precision: in which sums travel between hosts; not for pairwise sums.
  package init(
    _ gradients: ParameterArena, _ communicator: any Communicator, _ buckets: GradientBuckets, pool: WorkerPool,
    _ reduction: Reduction = .sum, precision: ReducePrecision = .fp32
  ) {
    sum = precision == .bf16 ? .roundedSum : .sum
    self.reduction = reduction
    self.gradients = gradients
    self.communicator = communicator
    self.pool = pool
    self.buckets = buckets.ranges
  }

  /// Declares all gradients from `offset` to the arena's end complete.
  package func gradientsReady(from offset: Int) {
    guard communicator.size > 1, failure == nil else { return }
    if started == 0 { firstNonFinite = nil }
    while started < buckets.count, buckets[started].lowerBound >= offset {
      // Check before the sum, which spreads it to every rank.
      if firstNonFinite == nil { firstNonFinite = nonFiniteParameter(in: buckets[started]) }
      do {
        pending.append(try start(gradients.elements(in: buckets[started])))
      } catch {
        failure = error
        return
      }
      started += 1
    }
    pool.poll = { [unowned self] in advance() }
  }

  /// Waits until the sums are complete on this rank, and returns the seconds of waiting.
  package func wait() throws -> Double {
    pool.poll = nil
    defer {
      started = 0
      pending = []
      failure = nil
    }
    if let failure { throw failure }
    precondition(communicator.size == 1 || started == buckets.count, "some gradients were never declared finished")
    let clock = ContinuousClock()
    let begin = clock.now
    for collective in pending { try collective.wait() }
    return (clock.now - begin).seconds
  }

  private func start(_ bucket: ElementBuffer) throws -> any PendingCollective {
    switch reduction {
    case .sum: try communicator.startAllReduce(bucket, sum)
    case .pairwiseSum: try communicator.startAllReduce(bucket, .pairwiseSum)
    case .scatteredSum: try communicator.startReduceScatter(bucket, sum)
    }
  }

  private func nonFiniteParameter(in bucket: Range<Int>) -> String? {
    let row = Matrix(gradients.storage.base + bucket.lowerBound, rows: 1, columns: bucket.count)
    guard let column = row.firstNonFinite?.column else { return nil }
    return gradients.layout.entries.first { $0.range.contains(bucket.lowerBound + column) }?.name
  }

  private func advance() {
    guard failure == nil else { return }
    do {
      try communicator.progress()
    } catch {
      failure = error
    }
  }
}

extension ParameterArena {
  /// A range of the arena for collectives.
  func elements(in range: Range<Int>) -> ElementBuffer {
    ElementBuffer(UnsafeMutableBufferPointer(rebasing: buffer[range]))
  }
}
