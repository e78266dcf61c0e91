import Basics

/// Errors of a training run other than those of files and communication.
package enum TrainingError: DiagnosableError, Equatable {
  /// Gradients were not finite in several consecutive steps; `origin` says where in the last of them.
  case gradientsNotFinite(step: Int, origin: String, steps: Int)
  /// Debug mode found the first output that is not finite.
  case outputNotFinite(operation: String, row: Int, column: Int, step: Int)
  case vocabularyMismatch(tokenizer: Int, model: Int, path: String)
  case outputTaken(path: String)
  case nothingToResume(path: String)
  case configurationChanged(path: String, differences: [String])
  /// The run stopped on request, and left a checkpoint.
  case stopped(step: Int, reason: TrainingEvent.Finished.Reason, path: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .gradientsNotFinite(let step, let origin, let steps):
      Diagnosis(
        .failure, problem: "gradients were not finite in \(steps) steps in a row: \(origin)", place: "step \(step)",
        remedy: "lower optimizer.learning_rate or raise schedule.warmup_steps; `--debug` names the first bad "
          + "operation; if it is always the same rank, test its host's memory")
    case .outputNotFinite(let operation, let row, let column, let step):
      Diagnosis(
        .failure, problem: "\(operation) is not finite at row \(row), column \(column)", place: "step \(step)",
        remedy: "look at the weights and at the sample in that row")
    case .vocabularyMismatch(let tokenizer, let model, let path):
      Diagnosis(
        .badData, problem: "the tokenizer has \(tokenizer) tokens, the model's vocabulary \(model)", place: path,
        remedy: "use the tokenizer that the model was made with")
    case .outputTaken(let path):
      Diagnosis(
        .configuration, problem: "the folder already holds a run's checkpoints", place: path,
        remedy: "continue it with --resume auto, or choose another folder with --set output=…")
    case .nothingToResume(let path):
      Diagnosis(
        .inputOutput, problem: "there is no checkpoint to resume from", place: path,
        remedy: "check the path, or start afresh without --resume")
    case .configurationChanged(let path, let differences):
      Diagnosis(
        .configuration,
        problem: "the configuration differs from the checkpoint's\n    " + differences.joined(separator: "\n    "),
        place: path, remedy: "set these back, allow them with --allow-change KEY, or start a new run in another folder")
    case .stopped(let step, let reason, let path):
      Diagnosis(
        .resumable,
        problem: (step > 0 ? "stopped after step \(step), as " : "stopped before the first step, as ")
          + (reason == .signal ? "a signal" : "the file \(StopRequest.fileName)") + " asked for",
        place: path,
        remedy: step > 0
          ? "continue with --resume auto" : "nothing was trained yet; start it again with the same command"
      )
    }
  }
}
