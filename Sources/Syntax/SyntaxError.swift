import Basics

/// Text that cannot be parsed at all; text with syntax errors is parsed with `ERROR` nodes.
public enum SyntaxError: DiagnosableError, Equatable {
  /// The text has more bytes than `SyntaxParser.longestSource`.
  case tooLong(bytes: Int)
  /// The parse took longer than `SyntaxParser.timeLimitSeconds`.
  case tookTooLong(bytes: Int)

  /// The problem with the text, and what to check.
  public var diagnosis: Diagnosis {
    switch self {
    case .tooLong(let bytes):
      Diagnosis(
        .badData, problem: "a text of \(bytes) bytes is too long to parse",
        remedy: "at most \(SyntaxParser.longestSource) bytes are parsed; is this one method?")
    case .tookTooLong(let bytes):
      Diagnosis(
        .badData,
        problem: "a text of \(bytes) bytes could not be parsed in \(SyntaxParser.timeLimitSeconds) s of processor time",
        remedy: "check that it is code of the language named")
    }
  }
}
