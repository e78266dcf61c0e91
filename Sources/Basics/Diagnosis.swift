/// The process exit codes that Fovea documents, after `sysexits.h`.
package enum ExitCode: Int32, Sendable {
  case success = 0
  case failure = 1
  /// The command line itself is wrong.
  case usage = 64
  /// A data file, weight file or recording is malformed.
  case badData = 65
  /// Reading or writing failed: permissions, a full disk, a broken device.
  case inputOutput = 74
  /// Stopped, but a later start can resume: preempted, or a rank or host was lost.
  case resumable = 75
  /// The configuration is wrong, or ranks disagree about it.
  case configuration = 78
}

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

/// An error that can explain itself to the person who caused it or has to mend it.
package protocol DiagnosableError: Error, CustomStringConvertible {
  var diagnosis: Diagnosis { get }
}

extension DiagnosableError {
  package var description: String { diagnosis.rendered }
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
