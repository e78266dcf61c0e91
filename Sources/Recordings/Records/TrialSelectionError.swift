import Basics

/// A choice of trials that cannot be meant.
package enum TrialSelectionError: DiagnosableError, Equatable {
  /// Not of the form `FIELD=PATTERN`; `key` is an unknown field.
  case malformed(pattern: String, key: String?, place: String)
  case emptyFile(path: String)
  /// No trial matches the pattern.
  case unmatched(pattern: String, place: String, trials: Int, advice: String)
  /// Every trial is left out.
  case nothingLeft(trials: Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .malformed(let pattern, let key, let place):
      let near = key.flatMap { key in
        NearestName.nearest(to: key, among: TrialPattern.Field.allCases.map(\.rawValue)).map {
          "; did you mean '\($0)'?"
        }
      }
      return Diagnosis(
        .usage,
        problem: key.map { "'\($0)' of '\(pattern)' is not something to choose trials by\(near ?? "")" }
          ?? "'\(pattern)' does not say what to choose trials by",
        place: place, remedy: "give participant=PATTERN, stimulus=PATTERN or trial=NUMBER, or @FILE with one a line")
    case .emptyFile(let path):
      return Diagnosis(.badData, problem: "the file holds no pattern", place: path, remedy: "write one a line")
    case .unmatched(let pattern, let place, let trials, let advice):
      return Diagnosis(
        .badData, problem: "'\(pattern)' matches none of \(trials) trials", place: place, remedy: advice)
    case .nothingLeft(let trials):
      return Diagnosis(
        .badData, problem: "--only and --except leave none of \(trials) trials", remedy: "relax one of them")
    }
  }
}
