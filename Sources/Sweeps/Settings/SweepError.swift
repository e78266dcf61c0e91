import Basics

/// Errors of a sweep other than those in its settings.
package enum SweepError: DiagnosableError, Equatable {
  case noSweep(path: String)
  case alreadyThere(path: String)
  case taken(path: String, holder: String)
  case stopped(path: String)
  case trialsFailed(count: Int, path: String)
  case noResult(path: String)
  case cannotStart(program: String, reason: String)
  case slurm(command: String, reason: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .noSweep(let path):
      Diagnosis(
        .inputOutput, problem: "the folder holds no sweep", place: path,
        remedy: "name the folder that a sweep's `output` named, or begin one with fovea sweep run")
    case .alreadyThere(let path):
      Diagnosis(
        .configuration, problem: "the folder already holds a sweep", place: path,
        remedy: "continue it with fovea sweep resume \(path), or choose another folder with --set output=…")
    case .taken(let path, let holder):
      Diagnosis(
        .configuration, problem: "the sweep is being run by \(holder)", place: path,
        remedy: "look at it with fovea sweep status, or stop that scheduler first")
    case .stopped(let path):
      Diagnosis(
        .resumable, problem: "the sweep was asked to stop", place: path,
        remedy: "continue with fovea sweep resume \(path)")
    case .trialsFailed(let count, let path):
      Diagnosis(
        .failure, problem: "\(count) \(count == 1 ? "trial has" : "trials have") failed", place: path,
        remedy: "fovea sweep status tells why; fovea sweep resume tries them again")
    case .noResult(let path):
      Diagnosis(
        .failure, problem: "no trial has an objective that is a number", place: path,
        remedy: "fovea sweep status tells what became of them; narrow the dimensions, such as optimizer.learning_rate")
    case .cannotStart(let program, let reason):
      Diagnosis(
        .failure, problem: "cannot start \(program): \(reason)",
        remedy: "correct PATH or install it; launch/setup installs mpirun")
    case .slurm(let command, let reason):
      Diagnosis(
        .failure, problem: "\(command) failed: \(reason)",
        remedy: "correct this and continue with fovea sweep resume; jobs in the queue keep running")
    }
  }
}
