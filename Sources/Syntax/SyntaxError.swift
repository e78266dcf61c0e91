import Basics

/// Text that cannot be parsed at all; text that is merely wrong is parsed with `ERROR` nodes.
package enum SyntaxError: DiagnosableError, Equatable {
  case tooLong(bytes: Int)
  case tookTooLong(bytes: Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .tooLong(let bytes):
      Diagnosis(
        .badData, problem: "a text of \(bytes) bytes is too long to parse",
        remedy: "at most \(SyntaxParser.longestSource) bytes are parsed; is this one method?")
    case .tookTooLong(let bytes):
      Diagnosis(
        .badData, problem: "a text of \(bytes) bytes could not be parsed in \(SyntaxParser.timeLimitSeconds) seconds",
        remedy: "check that it is code of the language named")
    }
  }
}
