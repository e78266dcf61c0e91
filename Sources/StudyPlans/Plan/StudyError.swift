import Basics

/// Errors of a study other than those in its settings.
package enum StudyError: DiagnosableError, Equatable {
  case planChanged(path: String, began: String, now: String)
  case gateClosed(stage: Int, path: String)
  case earlierStage(stage: Int, missing: [String])
  case unknownRun(arm: String, seed: Int)
  case foreignRun(path: String, plan: String)
  case otherTestSet(path: String, other: String)
  case nothingToReport(path: String)
  case incomplete(path: String, problem: String)
  case reproductionDiffers(run: String, differences: [String])
  case notYetRun(path: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .planChanged(let path, let began, let now):
      Diagnosis(
        .configuration,
        problem:
          "the plan is not the one that the first run began with (SHA-256 \(began.prefix(12))…, now \(now.prefix(12))…)",
        place: path,
        remedy:
          "restore it, or record the change openly with fovea study amend --reason \"…\"; the report will show both")
    case .gateClosed(let stage, let path):
      Diagnosis(
        .configuration, problem: "stage \(stage) does not begin before this file is there", place: path,
        remedy: "the plan's gates ask for it; write it, and commit it first")
    case .earlierStage(let stage, let missing):
      Diagnosis(
        .configuration,
        problem:
          "stage \(stage) cannot begin: \(missing.count) runs of earlier stages are missing, such as \(missing.first ?? "")",
        remedy: "finish them, or say openly that one is lost: fovea study lost ARM SEED --reason \"…\"")
    case .unknownRun(let arm, let seed):
      Diagnosis(.usage, problem: "the plan has no run of the arm \(arm) with the seed \(seed)")
    case .foreignRun(let path, let plan):
      Diagnosis(
        .badData, problem: "the run belongs to another plan (SHA-256 \(plan.prefix(12))…)", place: path,
        remedy: "remove it from this folder, or record the change of the plan with fovea study amend")
    case .otherTestSet(let path, let other):
      Diagnosis(
        .badData, problem: "the run was tested on other samples than \(other)", place: path,
        remedy: "all runs of a study need the same test set; repeat one of the two")
    case .nothingToReport(let path):
      Diagnosis(
        .badData, problem: "no run of the study has been collected", place: path, remedy: "begin with fovea study run")
    case .incomplete(let path, let problem):
      Diagnosis(
        .badData, problem: problem, place: path, remedy: "repeat the run, or remove its folder and collect it again")
    case .reproductionDiffers(let run, let differences):
      Diagnosis(
        .failure, problem: "\(run) gave other results than the committed ones: \(differences.joined(separator: "; "))",
        remedy: "compare processor, version and number of ranks with the run's run.json")
    case .notYetRun(let path):
      Diagnosis(
        .usage, problem: "no run of the study has begun, so the plan may simply be changed", place: path,
        remedy: "edit the plan")
    }
  }
}
