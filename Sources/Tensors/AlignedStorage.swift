import Foundation

/// Floats on a 64-byte boundary, zero at first, released with the object.
///
/// The memory comes straight from the system, so that untouched pages cost nothing and large blocks may use huge pages.
package final class AlignedStorage: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  private let byteCount: Int

  package init(count: Int) {
    precondition(count >= 0, "a storage cannot hold \(count) floats")
    self.count = count
    byteCount = max(count, 16) * MemoryLayout<Float>.stride
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    guard let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, Int32(flags), -1, 0), memory != MAP_FAILED else {
      preconditionFailure("the system refuses \(byteCount) bytes of memory")
    }
    madvise(memory, byteCount, Int32(MADV_HUGEPAGE))
    base = memory.bindMemory(to: Float.self, capacity: max(count, 16))
  }

  deinit {
    munmap(base, byteCount)
  }

  package var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }
}
