import Basics
import Foundation

/// The reason why a helper failed.
package struct HelperFault: Error, Equatable, CustomStringConvertible {
  package enum Cause: Sendable, Equatable {
    case outOfTime(seconds: Int)
    case signal(Int32)
    case exit(Int32)
  }

  package var cause: Cause
  /// Its peak memory.
  package var megabytes: Int
  /// The limit on its address space; 0 for none.
  package var allowedMegabytes: Int
  /// The most informative line of its messages.
  package var lastWords: String

  package var description: String {
    let end =
      switch cause {
      case .outOfTime(let seconds): "it was not done after \(seconds) s and was killed"
      case .signal(let number): "it was ended by signal \(number) (\(String(cString: strsignal(number))))"
      case .exit(let code): "it ended with exit code \(code)"
      }
    let allowed = allowedMegabytes > 0 ? " of \(allowedMegabytes)" : ""
    return "\(end), having held \(megabytes)\(allowed) MB" + (lastWords.isEmpty ? "" : ": \(lastWords)")
  }

  /// The line with an error, or else the last line.
  package static func lastWords(in messages: Data) -> String {
    let lines = String(decoding: messages.suffix(16_384), as: UTF8.self).split(whereSeparator: \.isNewline)
    let telling = lines.last { $0.contains("atal error") || $0.contains("error:") } ?? lines.last ?? ""
    return String(telling.prefix(300))
  }
}
