import Basics
import Foundation

/// Floats on a 64-byte boundary, initially zero, freed with the object.
///
/// The memory comes straight from the system, so that untouched pages cost nothing and large blocks may use huge pages.
package final class AlignedStorage: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private let release: () -> Void

  /// Wraps existing memory, which must be zeroed and 64-byte aligned; `owner` keeps it alive.
  package init(_ buffer: UnsafeMutableBufferPointer<Float>, ownedBy owner: AnyObject) {
    guard let base = buffer.baseAddress else { preconditionFailure("an empty buffer cannot be adopted") }
    self.base = base
    count = buffer.count
    release = { withExtendedLifetime(owner) {} }
  }

  package init(count: Int) {
    precondition(count >= 0, "a storage cannot hold \(count) floats")
    self.count = count
    let (byteCount, isTooLarge) = max(count, 16).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard !isTooLarge, let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, Int32(flags), -1, 0),
      memory != MAP_FAILED
    else {
      // Callers cannot go on without the memory, and what could be checked was checked before (`MemoryLimit.require`).
      MemoryLimit.endProcess(refused: isTooLarge ? .max : byteCount)
    }
    madvise(memory, byteCount, Int32(MADV_HUGEPAGE))
    let base = memory.bindMemory(to: Float.self, capacity: max(count, 16))
    self.base = base
    release = { munmap(base, byteCount) }
  }

  deinit {
    release()
  }

  /// Commits all of the memory now; it stays zero. Call only before the first use.
  package func touch() { base.update(repeating: 0, count: count) }

  package var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }
}
