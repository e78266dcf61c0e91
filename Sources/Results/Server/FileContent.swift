import Basics
import Foundation

/// An open file that is sent piece by piece, so that its size and the number of its readers cost no memory.
package final class FileContent: Sendable {
  /// The bytes to send: the file's size when it was opened, though it may grow meanwhile.
  package let count: Int
  private let descriptor: Int32

  /// - Parameter descriptor: is closed with the last reference.
  init(descriptor: Int32, count: Int) {
    self.descriptor = descriptor
    self.count = count
  }

  deinit { close(descriptor) }

  /// At most `limit` bytes from `offset` on; nil at the end.
  ///
  /// - Throws: `FileFailure` if the file cannot be read or has become shorter.
  package func piece(from offset: Int, limit: Int) throws -> Data? {
    guard offset < count else { return nil }
    let length = min(limit, count - offset)
    var piece = Data(count: length)
    let got = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, length, off_t(offset)) }
    guard got > 0 else { throw FileFailure(.read, path: "file", errorNumber: got == 0 ? EIO : errno) }
    return piece.prefix(got)
  }
}
