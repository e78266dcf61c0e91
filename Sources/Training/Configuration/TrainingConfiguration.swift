import Basics
import CodeT5
import Corpus
import Syntax

/// All settings of a training run, as in the files in `configs/`.
package struct TrainingConfiguration: ValidatedConfiguration, Equatable {
  /// The run's name in reports.
  package var name = "run"
  /// Groups runs for comparison: the name of the folder in `results/` for this run; empty to use `name`.
  package var experiment = ""
  /// The SHA-256 of the study plan that the run belongs to; empty for none. `fovea study run` sets it.
  package var plan = ""
  /// The folder for checkpoints, events and the resolved configuration; empty for `results/EXPERIMENT/NAME-seed-SEED`.
  package var output = ""
  package var seed: UInt64 = 1
  package var task = LearningTask.pairs
  /// The folder of the tokenizer; empty for the one next to the model's checkpoint.
  package var tokenizer = ""
  package var data = DataConfiguration()
  package var model = ModelSource()
  package var batch = BatchSettings()
  package var optimizer = AdamW.Configuration()
  package var schedule = LearningRateSchedule()
  package var training = LoopConfiguration()
  package var objective = ObjectiveConfiguration()
  package var gaze = GazeConfiguration()
  package var validation = ValidationConfiguration()
  package var evaluation = EvaluationConfiguration()
  package var checkpoints = CheckpointConfiguration()
  package var watchdog = WatchdogConfiguration()
  package var helpers = HelperConfiguration()

  package init() {}

  package func validate() throws {
    for (key, value) in [("name", name), ("experiment", experiment)] {
      try require(
        !value.contains("/") && !value.hasPrefix("."), key, "must not contain / or begin with a full stop",
        remedy: "it names a folder; `output` may be any path")
    }
    try require(
      !tokenizer.isEmpty || !model.checkpoint.isEmpty, "tokenizer", "is empty",
      remedy: "give a tokenizer's folder, or model.checkpoint with one beside its weights")
    try data.train.requireFiles(of: task, key: "data.train")
    try data.valid.requireFiles(of: task, key: "data.valid")
    if evaluation.isUsed { try evaluation.test.requireFiles(of: task, key: "evaluation.test") }
    try require(
      !objective.usesAttention || !gaze.trials.isEmpty, "gaze.trials", "is empty",
      remedy: "the objective \(objective.kind.rawValue) needs trials and targets")
    try require(
      objective.kind != .align || gaze.interval > 0, "gaze.interval", "is 0, so there is nothing to align",
      remedy: "the objective align needs gaze-annotated batches; objective.align.strength: 0 trains on them without it")
    try require(
      !objective.weighsTokens || gaze.isUsed, "gaze", "says of no sample where people look",
      remedy: "give trials with targets, or set gaze.pseudo_scanpaths to true")
    try require(
      objective.kind != .preference || training.labelSmoothing == 0, "training.label_smoothing",
      "does not go with the objective preference, which compares plain log-probabilities", remedy: "set it to 0")
    try requirePlainDenoising()
    try requirePublishedWeighting()
    try requireWaitingForHelpers()
  }

  /// Restoring what was masked is scored by its loss alone, and looks at no gaze.
  private func requirePlainDenoising() throws {
    guard task == .denoising else {
      return try require(
        data.denoising == DenoisingSettings(), "data.denoising", "has no effect on the task \(task.rawValue)",
        remedy: "leave it out, or set task to denoising")
    }
    try require(
      validation.generatedSamples == 0, "validation.generated_samples",
      "is \(validation.generatedSamples), but the task denoising is scored by its loss alone", remedy: "set it to 0")
    try require(
      !evaluation.isUsed, "evaluation.test", "has no effect on the task denoising",
      remedy: "leave it out; the validation data gives the loss")
    try require(
      !gaze.isUsed && objective.kind == .supervised, "objective",
      "does not go with the task denoising, which uses no gaze",
      remedy: "leave out objective and gaze, and use them where the model is fine-tuned")
  }

  /// EyeMulator's published program has no preference loss, and its weights come from the source alone.
  private func requirePublishedWeighting() throws {
    guard gaze.behaviour == .artifact, objective.weighsTokens else { return }
    try require(
      objective.kind != .preference, "objective.kind",
      "is preference, which EyeMulator's published program (gaze.behaviour artifact) does not have",
      remedy: "set it to weighted, or gaze.behaviour to corrected")
    try require(
      gaze.targetLanguage.isEmpty, "gaze.target_language",
      "has no effect with gaze.behaviour artifact, where all target tokens take the largest weight of the source",
      remedy: "leave it empty, or set gaze.behaviour to corrected")
  }

  /// The other ranks wait while a helper works on rank 0, and must not mistake that for a stall.
  private func requireWaitingForHelpers() throws {
    guard watchdog.silenceSeconds > 0, helpers.separate else { return }
    try require(
      Double(helpers.scoringSeconds) < watchdog.validationSeconds, "helpers.scoringSeconds",
      "is \(helpers.scoringSeconds), for which other ranks do not wait",
      remedy: "set it below watchdog.validation_seconds, which is \(watchdog.validationSeconds)")
  }
}

extension TrainingConfiguration {
  /// The folder of a run without an `output`.
  package var defaultOutput: String { "results/\(experiment.isEmpty ? name : experiment)/\(name)-seed-\(seed)" }
}
