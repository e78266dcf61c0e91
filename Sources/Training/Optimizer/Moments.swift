import Tensors

/// A moment of the gradients for each parameter of a share, one range after another.
package final class Moments: @unchecked Sendable {
  package let share: ArenaShare
  let storage: AlignedStorage

  init(_ share: ArenaShare) {
    self.share = share
    storage = AlignedStorage(count: share.count)
  }

  package var buffer: UnsafeMutableBufferPointer<Float> { storage.buffer }

  /// Reads the moments of a range of the arena.
  ///
  /// - Parameter read: fills the buffer with those of the whole range; not called if none is in the share.
  func load(_ range: Range<Int>, read: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let parts = share.parts(of: range)
    guard let first = parts.first else { return }
    if first.part == range {
      return try read(UnsafeMutableBufferPointer(start: storage.base + first.start, count: range.count))
    }
    let whole = AlignedStorage(count: range.count)
    try read(whole.buffer)
    for (part, start) in parts {
      (storage.base + start).update(from: whole.base + part.lowerBound - range.lowerBound, count: part.count)
    }
  }

  /// Copies the moments to their places in an arena.
  func copy(to arena: ParameterArena, _ pool: WorkerPool) {
    for (range, start) in zip(share.ranges, share.starts) {
      pool.forRanges(of: range.count) { part in
        (arena.storage.base + range.lowerBound + part.lowerBound)
          .update(from: storage.base + start + part.lowerBound, count: part.count)
      }
    }
  }
}
