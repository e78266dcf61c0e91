/// An error as the user sees it: what is wrong, where, and what to do.
///
/// Error types carry data; this is the text made from it, and only `rendered` lays it out.
public struct Diagnosis: Sendable, Equatable {
  /// The exit code of a command that fails with this error.
  public var exitCode: ExitCode
  /// What is wrong, as a sentence fragment without a final full stop.
  public var problem: String
  /// Where: `file:line`, a tensor's name, a rank. Empty when the problem names it already.
  public var place: String
  /// What to do about it. Empty when there is no useful advice.
  public var remedy: String

  /// Creates a diagnosis; `rendered` leaves out an empty place or remedy.
  public init(_ exitCode: ExitCode, problem: String, place: String = "", remedy: String = "") {
    self.exitCode = exitCode
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }

  /// The text: `error: PLACE: PROBLEM` and, on its own line, the remedy if there is one.
  public var rendered: String {
    let location = place.isEmpty ? "" : "\(place): "
    let advice = remedy.isEmpty ? "" : "\n  → \(remedy)"
    return "error: \(location)\(problem)\(advice)"
  }
}

extension Diagnosis {
  /// The diagnosis of any error; errors that cannot explain themselves become a plain failure.
  public init(of error: any Error) {
    if let diagnosable = error as? any DiagnosableError {
      self = diagnosable.diagnosis
    } else {
      self = Diagnosis(.failure, problem: "\(error)")
    }
  }
}
