import Foundation
import Synchronization

/// A message to the user besides a result, possibly from another process or rank.
package enum Remark: Sendable, Equatable, Codable {
  case note(String)
  /// A possible problem that does not stop the work.
  case warning(String)
}

/// The standard error stream, shared by a program's messages and its progress line.
///
/// One lock guards all output: a message first wipes the progress line, then redraws it below itself. Ranks other than
/// 0 put their rank before each remark.
package final class Console: Sendable {
  /// The process's standard error.
  package static let standardError = Console(isTerminal: isatty(STDERR_FILENO) == 1) { text in
    var bytes = Array(text.utf8)[...]
    // If standard error cannot be written to, there is nowhere to report that.
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Whether the output is a terminal; if not, progress lines are not drawn.
  package let isTerminal: Bool
  private let output: @Sendable (String) -> Void
  private let progressLine = Mutex("")
  private let rank = Mutex(0)

  package init(isTerminal: Bool, output: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.output = output
  }

  /// Sets this process's rank, which prefixes its remarks unless it is 0.
  package func speak(asRank rank: Int) { self.rank.withLock { $0 = rank } }

  package func note(_ text: String) { write(.note(text)) }

  package func warn(_ text: String) { write(.warning(text)) }

  package func write(_ remark: Remark) {
    let rank = rank.withLock { $0 }
    let prefix = rank > 0 ? "[rank \(rank)] " : ""
    switch remark {
    case .note(let text): writeLine(prefix + text)
    case .warning(let text): writeLine("\(prefix)warning: \(text)")
    }
  }

  /// Writes a diagnosis: what is wrong, where, and what to do.
  package func write(_ diagnosis: Diagnosis) { writeLine(diagnosis.rendered) }

  /// Writes a line above the progress line, with its control characters written out.
  package func writeLine(_ line: String) {
    let line = line.escapingControls
    progressLine.withLock { progress in
      output(progress.isEmpty ? "\(line)\n" : "\(Self.wipe)\(line)\n\(progress)")
    }
  }

  /// Replaces the progress line; an empty one wipes it. Does nothing without a terminal.
  package func drawProgress(_ line: String) {
    guard isTerminal else { return }
    let line = line.escapingControls
    progressLine.withLock { progress in
      guard line != progress else { return }
      progress = line
      output(Self.wipe + line)
    }
  }

  /// The terminal's width in columns, or 80 if unknown.
  package var width: Int {
    var size = winsize()
    guard isTerminal, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Returns to the start of the line and clears it.
  private static let wipe = "\r\u{1B}[K"
}
