import Crypto
import Foundation

/// SHA-256 of files and of memory, to check that bytes have not changed since they were written.
package enum Digest {
  /// The size and digest of a file.
  ///
  /// - Parameter limit: the size in bytes above which the digest does not matter. A larger file is not read to its end,
  ///   which a device may not have.
  /// - Returns: the file's size in bytes, and the digest as 64 hexadecimal digits. Above the limit the digest is empty,
  ///   and a device's size is what was read of it.
  /// - Throws: `FileFailure`; `DataLineError` for a device or pipe that does not end.
  package static func sha256(of path: String, upTo limit: Int = .max) throws -> (bytes: Int, digest: String) {
    let descriptor = try InputFile.open(path)
    defer { close(descriptor) }
    let (size, most) = InputFile.extent(of: descriptor)
    var hash = SHA256()
    var total = 0
    let buffer = MemoryLimit.allocate(1 << 20)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path: path) }
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
      if total > limit { return (max(total, size), "") }
      guard total <= most else { throw InputFile.endless(path, most) }
    }
    return (total, hexadecimal(hash.finalize()))
  }

  /// The digest of memory, as 64 hexadecimal digits.
  package static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// The digest of the concatenated parts, as 32 bytes.
  package static func sha256(_ parts: some Sequence<Data>) -> Data {
    var hash = SHA256()
    for part in parts { hash.update(data: part) }
    return Data(hash.finalize())
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.reduce(into: "") { text, byte in
      let digits = String(byte, radix: 16)
      text += digits.count == 1 ? "0\(digits)" : digits
    }
  }
}
