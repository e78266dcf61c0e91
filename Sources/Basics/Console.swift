import Foundation
import Synchronization

/// Something to tell the user besides a result: on the way, or in another process or on another rank.
package enum Remark: Sendable, Equatable, Codable {
  case note(String)
  /// Something that may be wrong and does not stop the work.
  case warning(String)
}

/// The standard error stream, shared by everything that a program tells its user and by the progress line.
///
/// All of it goes through one lock: a message first wipes the progress line and then draws it again below itself. Ranks
/// other than 0 name themselves before each remark.
package final class Console: Sendable {
  /// The process's standard error.
  package static let standardError = Console(isTerminal: isatty(STDERR_FILENO) == 1) { text in
    var bytes = Array(text.utf8)[...]
    // A standard error that cannot be written to leaves nobody to tell.
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Whether a person sees the line as it changes; if not, progress lines are not drawn.
  package let isTerminal: Bool
  private let output: @Sendable (String) -> Void
  private let progressLine = Mutex("")
  private let rank = Mutex(0)

  package init(isTerminal: Bool, output: @escaping @Sendable (String) -> Void) {
    self.isTerminal = isTerminal
    self.output = output
  }

  /// Says that this process is a rank of a job.
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

  /// Writes what is wrong, where, and what to do.
  package func write(_ diagnosis: Diagnosis) { writeLine(diagnosis.rendered) }

  /// Writes a line of its own.
  package func writeLine(_ line: String) {
    progressLine.withLock { progress in
      output(progress.isEmpty ? "\(line)\n" : "\(Self.wipe)\(line)\n\(progress)")
    }
  }

  /// Replaces the progress line; an empty one wipes it. Does nothing when nobody watches.
  package func drawProgress(_ line: String) {
    guard isTerminal else { return }
    progressLine.withLock { progress in
      guard line != progress else { return }
      progress = line
      output(Self.wipe + line)
    }
  }

  /// The columns of the terminal, or 80 where that is not known.
  package var width: Int {
    var size = winsize()
    guard isTerminal, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Back to the line's beginning, and clear to its end.
  private static let wipe = "\r\u{1B}[K"
}
