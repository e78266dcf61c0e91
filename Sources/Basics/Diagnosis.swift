/// What a person needs to know of an error: what is wrong, where, and what to do.
///
/// Error types carry data; this is the text made of that data, and `rendered` is the only place that lays it out.
package struct Diagnosis: Sendable, Equatable {
  package var exitCode: ExitCode
  /// What is wrong, as a sentence fragment without a final full stop.
  package var problem: String
  /// Where: `file:line`, a tensor's name, a rank. Empty when the problem names it already.
  package var place: String
  /// What to do about it. Empty when nothing sensible can be said.
  package var remedy: String

  package init(_ exitCode: ExitCode, problem: String, place: String = "", remedy: String = "") {
    self.exitCode = exitCode
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }

  /// One to three lines: `error: PLACE: PROBLEM` and, when there is one, an indented remedy.
  package var rendered: String {
    let location = place.isEmpty ? "" : "\(place): "
    let advice = remedy.isEmpty ? "" : "\n  → \(remedy)"
    return "error: \(location)\(problem)\(advice)"
  }
}

extension Diagnosis {
  /// The diagnosis of any error; errors that cannot explain themselves become a plain failure.
  package init(of error: any Error) {
    if let diagnosable = error as? any DiagnosableError {
      self = diagnosable.diagnosis
    } else {
      self = Diagnosis(.failure, problem: "\(error)")
    }
  }
}
