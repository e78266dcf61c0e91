import Basics
import Foundation

/// Standard output, written in large pieces; the place of a command's results.
package final class StandardOutput {
  private var pending: [UInt8] = []
  private static let largestPiece = 1 << 16

  package init() {}

  /// Adds a line.
  ///
  /// - Throws: as `flush`.
  package func writeLine(_ line: String) throws {
    pending.append(contentsOf: line.utf8)
    pending.append(UInt8(ascii: "\n"))
    if pending.count >= Self.largestPiece { try flush() }
  }

  /// Adds a line with one JSON object, its keys sorted.
  ///
  /// - Throws: as `flush`.
  package func writeJSON(_ record: some Encodable) throws {
    try writeLine(JSONLines.line(record))
  }

  /// Writes what is pending. A command calls it once at its end, and wherever somebody may wait for the lines so far.
  ///
  /// - Throws: `OutputClosed` when nobody reads any more; `FileFailure` when writing fails, as on a full disk.
  package func flush() throws {
    var written = 0
    defer { pending.removeFirst(written) }
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        write(STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EPIPE { throw OutputClosed() }
      guard count > 0 else {
        throw FileFailure(.write, path: "standard output", bytesNeeded: pending.count - written)
      }
      written += count
    }
  }
}

/// The reader of standard output has gone, as `head` does when it has seen enough. No failure: the command just ends.
package struct OutputClosed: Error {}
