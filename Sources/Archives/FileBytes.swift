import Basics
import Foundation

/// The bytes of one file, mapped read-only, so that only the parts in use are read from disk and ranks on one
/// host share them.
///
/// The mapping is valid while the object exists. If another process shortens a mapped file, this process ends with
/// SIGBUS; replace weight files with a rename, as `AtomicFile` does, never in place.
// The mapping is read-only and its address never changes, so any thread may use it.
package final class FileBytes: @unchecked Sendable {
  package let path: String
  private let mapping: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Maps the file at `path`.
  ///
  /// Throws `FileFailure` if it cannot be opened, `GitPointerError` if it only points to the weights.
  package init(mapping path: String) throws {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileFailure(.read, path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileFailure(.read, path: path, errorNumber: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    self.path = path
    let size = Int(status.st_size)
    isMapped = size > 0
    if isMapped {
      guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
        throw FileFailure(.read, path: path)
      }
      mapping = UnsafeRawBufferPointer(start: address, count: size)
    } else {
      mapping = UnsafeRawBufferPointer(start: nil, count: 0)
    }
    if mapping.starts(with: GitPointerError.firstBytes) { throw GitPointerError(path: path) }
  }

  /// Copies bytes from memory; error messages use `path` as their name.
  package init(copying bytes: [UInt8], path: String) {
    self.path = path
    isMapped = false
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyBytes(from: bytes)
    mapping = UnsafeRawBufferPointer(copy)
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress), mapping.count)
    } else {
      mapping.deallocate()
    }
  }

  /// The file's size in bytes.
  package var count: Int { mapping.count }

  /// Calls `body` with the bytes of `range`, which the caller has checked to be within the file.
  package func withBytes<Result>(in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
    -> Result
  {
    precondition(range.lowerBound >= 0 && range.upperBound <= mapping.count, "the range reaches beyond the file")
    return try withExtendedLifetime(self) { try body(UnsafeRawBufferPointer(rebasing: mapping[range])) }
  }
}

/// Reads unaligned unsigned little-endian numbers; nil if a number extends beyond the bytes.
extension UnsafeRawBufferPointer {
  package func littleEndian<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at offset: Int) -> Number?
  {
    guard offset >= 0, offset <= count - MemoryLayout<Number>.size else { return nil }
    return Number(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
  }
}
