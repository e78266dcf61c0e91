import Basics
import Foundation

/// Buffered standard output, for a command's results.
package final class StandardOutput {
  private var pending: [UInt8] = []
  private static let largestPiece = 1 << 16

  private let isTerminal = isatty(STDOUT_FILENO) == 1

  package init() {}

  /// Adds a line, with its control characters written out unless it is data for other programs.
  ///
  /// - Throws: as `flush`.
  package func writeLine(_ line: String, isData: Bool = false) throws {
    try write((isData && !isTerminal ? line : line.escapingControls) + "\n")
  }

  /// Adds text as it is.
  ///
  /// - Throws: as `flush`.
  package func write(_ text: String) throws {
    pending.append(contentsOf: text.utf8)
    if pending.count >= Self.largestPiece { try flush() }
  }

  /// Adds a line with one JSON object with sorted keys.
  ///
  /// - Throws: as `flush`.
  package func writeJSON(_ record: some Encodable) throws {
    try writeLine(JSONLines.line(record))
  }

  /// Writes all pending output. A command calls it once at its end, and whenever someone may be waiting for the lines
  /// so far.
  ///
  /// - Throws: `OutputClosed` if the reader has closed the output; `FileFailure` if writing fails, as on a full disk.
  package func flush() throws {
    var written = 0
    defer { pending.removeFirst(written) }
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        Foundation.write(STDOUT_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
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

/// The reader has closed standard output, as `head` does when it has seen enough. Not a failure: the command just ends.
package struct OutputClosed: Error {}
