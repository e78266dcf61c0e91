import Basics
import Foundation
import Runs

/// Errors in finding, comparing and serving results.
package enum ResultsError: DiagnosableError, Equatable {
  case noRoot(FileFailure)
  case unknown(String, root: String, known: [String])
  case noRuns(String)
  case notOneRun(String, count: Int)
  case nothingToCompare(String, reason: String)
  case unknownVariant(String, known: [String])
  /// A metric that no run has on these samples: `validation` or `test`.
  case unknownMetric(String, set: String, known: [String])
  /// Runs whose checkpoints were not measured on a test set.
  case notTested(String, runs: [String])
  case differentTests(String, first: String, other: String)
  /// Variants of several tasks, whose metrics do not measure the same.
  case differentTasks(String, tasks: [String])
  case cannotServe(address: String, reason: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .noRoot(let failure):
      return Diagnosis(
        .inputOutput,
        problem: "the folder of results cannot be listed: \(String(cString: strerror(failure.errorNumber)))",
        place: failure.path, remedy: "name another with --root, or train something first")
    case .unknown(let name, let root, let known):
      let guess = NearestName.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
      let list = known.isEmpty ? "there are none there" : "there are \(known.prefix(12).joined(separator: ", "))"
      return Diagnosis(
        .usage, problem: "no experiment, run or folder '\(name)'", place: root, remedy: "\(guess)\(list)")
    case .noRuns(let path):
      return Diagnosis(.usage, problem: "no run's folder is in it", place: path, remedy: "name a folder with runs")
    case .notOneRun(let name, let count):
      return Diagnosis(
        .usage, problem: "'\(name)' holds \(count) runs, not one", remedy: "fovea results list \(name) shows them")
    case .nothingToCompare(let name, let reason):
      return Diagnosis(
        .usage, problem: reason, place: name, remedy: "give at least two runs that were set up differently")
    case .unknownVariant(let name, let known):
      return Diagnosis(
        .usage, problem: "no variant is called '\(name)'", remedy: "the variants are \(known.joined(separator: "; "))")
    case .unknownMetric(let name, let set, let known):
      let guess = NearestName.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
      let list = known.isEmpty ? "there are no metrics yet" : "the metrics are \(known.joined(separator: ", "))"
      return Diagnosis(.usage, problem: "no \(set) has the metric '\(name)'", remedy: guess + list)
    case .notTested(let name, let runs):
      let more = runs.count > 12 ? " and \(runs.count - 12) more" : ""
      return Diagnosis(
        .usage, problem: "there is no \(RunFolder.test) of \(runs.prefix(12).joined(separator: ", "))\(more)",
        place: name,
        remedy:
          "set evaluation.test in the configuration, so that a run measures its best checkpoint on the test set at "
          + "its end; fovea evaluate measures one checkpoint by hand")
    case .differentTests(let name, let first, let other):
      return Diagnosis(
        .usage, problem: "\(first) and \(other) were measured on different test sets (SHA-256 in \(RunFolder.test))",
        place: name, remedy: "compare runs with the same file under evaluation.test")
    case .differentTasks(let name, let tasks):
      return Diagnosis(
        .usage,
        problem: "the runs are of different tasks (\(tasks.joined(separator: ", "))), whose metrics measure different "
          + "things", place: name, remedy: "compare the runs of one task: name a folder that has only those")
    case .cannotServe(let address, let reason):
      return Diagnosis(
        .inputOutput, problem: "cannot listen: \(reason)", place: address, remedy: "choose another --port")
    }
  }
}
