import Basics
import Foundation

/// Why a helper did not do its work.
package struct HelperFault: Error, Equatable, CustomStringConvertible {
  package enum Cause: Sendable, Equatable {
    case outOfTime(seconds: Int)
    case signal(Int32)
    case exit(Int32)
  }

  package var cause: Cause
  /// The most memory that it held.
  package var megabytes: Int
  /// Its limit of address space; 0 for none.
  package var allowedMegabytes: Int
  /// The line of its messages that tells most.
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

  /// The line with an error among messages, or else the last.
  package static func lastWords(in messages: Data) -> String {
    let lines = String(decoding: messages.suffix(16_384), as: UTF8.self).split(whereSeparator: \.isNewline)
    let telling = lines.last { $0.contains("atal error") || $0.contains("error:") } ?? lines.last ?? ""
    return String(telling.prefix(300))
  }
}
