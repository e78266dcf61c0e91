import Crypto
import Foundation

/// SHA-256 of files and of memory, to check that bytes have not changed since they were written.
package enum Digest {
  /// The size and digest of a file.
  ///
  /// - Returns: the file's size in bytes, and the digest as 64 hexadecimal digits.
  /// - Throws: `FileFailure`.
  package static func sha256(of path: String) throws -> (bytes: Int, digest: String) {
    let descriptor = try InputFile.open(path)
    defer { close(descriptor) }
    var hash = SHA256()
    var total = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path: path) }
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
    }
    return (total, hexadecimal(hash.finalize()))
  }

  /// The digest of memory, as 64 hexadecimal digits.
  package static func sha256(of bytes: UnsafeRawBufferPointer) -> String {
    hexadecimal(SHA256.hash(data: bytes))
  }

  /// The digest of the concatenated parts, as 32 bytes.
  static func sha256(_ parts: some Sequence<Data>) -> Data {
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
