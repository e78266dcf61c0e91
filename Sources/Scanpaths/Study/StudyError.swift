import Basics

/// A mismatch between codes and scanpaths.
package enum StudyError: DiagnosableError, Equatable {
  /// Two codes have the same id.
  case repeatedCode(id: String)
  case unknownCode(participant: String, code: String)
  /// A visit to a token that the code does not have.
  case noSuchToken(participant: String, code: String, visit: Int, token: Int, tokens: Int)
  /// A duration that is negative or not a number.
  case impossibleDuration(participant: String, code: String, visit: Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .repeatedCode(let id):
      Diagnosis(
        .badData, problem: "two methods have the id \"\(id)\"", remedy: "give each method an id of its own")
    case .unknownCode(let participant, let code):
      Diagnosis(
        .badData, problem: "no method has the id \"\(code)\"", place: "scanpath of \(participant)",
        remedy: "import the code of that method too, or leave the scanpath out")
    case .noSuchToken(let participant, let code, let visit, let token, let tokens):
      Diagnosis(
        .badData, problem: "visit \(visit + 1) is to token \(token), but the method has \(tokens) tokens",
        place: "scanpath of \(participant) on \(code)",
        remedy: "import the recording again with the code that was shown")
    case .impossibleDuration(let participant, let code, let visit):
      Diagnosis(
        .badData, problem: "the duration of visit \(visit + 1) is negative or no number",
        place: "scanpath of \(participant) on \(code)", remedy: "check the recording's unit of time")
    }
  }
}
