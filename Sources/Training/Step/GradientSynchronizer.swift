import Basics
import Collectives
import Foundation
import Tensors

/// Sums the gradients of all ranks, bucket by bucket, while the backward pass is still working on earlier layers.
///
/// The backward pass finishes the arena from its end to its beginning. A bucket is a contiguous slice, and its
/// all-reduce begins as soon as it is complete. Non-blocking collectives progress only when polled, so the worker pool
/// polls between the tiles of every product. All ranks start the same buckets in the same order, even a rank without
/// samples.
package final class GradientSynchronizer {
  private let gradients: ParameterArena
  private let communicator: any Communicator
  private let pool: WorkerPool
  private let operation: ReductionOperation
  /// Slices of the arena in the order in which they become complete.
  private let buckets: [Range<Int>]
  private var started = 0
  private var pending: [any PendingCollective] = []
  private var failure: (any Error)?
  /// The first parameter with gradients that were not finite on this rank in the last step; nil for none, and always
  /// nil with one rank, where the sum shows it.
  private(set) var firstNonFinite: String?

  package init(
    _ gradients: ParameterArena, _ communicator: any Communicator, bucketBytes: Int, pool: WorkerPool,
    operation: ReductionOperation = .sum
  ) {
    self.operation = operation
    self.gradients = gradients
    self.communicator = communicator
    self.pool = pool
    let size = max(1, bucketBytes / MemoryLayout<Float>.stride)
    buckets = stride(from: gradients.buffer.count, to: 0, by: -size).map { max(0, $0 - size)..<$0 }
  }

  /// Declares all gradients from `offset` to the arena's end complete.
  package func gradientsReady(from offset: Int) {
    guard communicator.size > 1, failure == nil else { return }
    if started == 0 { firstNonFinite = nil }
    while started < buckets.count, buckets[started].lowerBound >= offset {
      let slice = UnsafeMutableBufferPointer(rebasing: gradients.buffer[buckets[started]])
      // Check before the sum, which spreads it to every rank.
      if firstNonFinite == nil { firstNonFinite = nonFiniteParameter(in: buckets[started]) }
      do {
        pending.append(try communicator.startAllReduce(ElementBuffer(slice), operation))
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
