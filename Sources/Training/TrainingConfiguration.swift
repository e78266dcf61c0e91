import Basics
import CodeT5
import Corpus
import Optimizers
import Syntax

/// Everything that decides a training run; what a file in `configs/` states.
package struct TrainingConfiguration: ValidatedConfiguration, Equatable {
  /// Names the run in reports.
  package var name = "run"
  /// Which runs it is to be compared with: the folder below `results/` that it goes to; empty for one of its own name.
  package var experiment = ""
  /// The folder for checkpoints, events and the resolved configuration; empty for `results/EXPERIMENT/NAME-seed-SEED`.
  package var output = ""
  package var seed: UInt64 = 1
  package var task = Task.pairs
  /// The folder of the tokenizer; empty for the one beside the model's checkpoint.
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
    try require(
      objective.kind != .reward || !gaze.trials.isEmpty, "gaze.trials", "is empty",
      remedy: "the objective reward needs trials and targets")
    try require(
      !objective.weighsTokens || gaze.isUsed, "gaze", "says of no sample where people look",
      remedy: "give trials with targets, or set gaze.pseudo_scanpaths to true")
    try require(
      objective.kind != .preference || training.labelSmoothing == 0, "training.label_smoothing",
      "does not go with the objective preference, which compares plain log-probabilities", remedy: "set it to 0")
    try requirePatienceWithHelpers()
  }

  /// The other ranks wait while a helper works on rank 0, and must not take that for a stall.
  private func requirePatienceWithHelpers() throws {
    guard watchdog.silenceSeconds > 0, helpers.separate else { return }
    try require(
      Double(helpers.scoringSeconds) < watchdog.validationSeconds, "helpers.scoringSeconds",
      "is \(helpers.scoringSeconds), for which other ranks do not wait",
      remedy: "set it below watchdog.validation_seconds, which is \(watchdog.validationSeconds)")
  }
}

extension TrainingConfiguration {
  /// The folder of a run that is told none.
  package var defaultOutput: String { "results/\(experiment.isEmpty ? name : experiment)/\(name)-seed-\(seed)" }
}

/// What is learned: which files hold the samples, and which BLEU scores them.
package enum Task: String, Codable, CaseIterable, Sendable {
  /// Code to code, two line-aligned files.
  case translation
  /// Code to text, CodeXGLUE's JSON lines.
  case summarization
  /// The rest of a line or method, CodeXGLUE's or EyeMulator's JSON lines.
  case completion
  /// Any text to any text, JSON lines with `source` and `target`.
  case pairs
}

package struct DataConfiguration: ValidatedConfiguration, Equatable {
  package var train = DataFiles()
  package var valid = DataFiles()
  /// Most tokens of a side, `<s>` and `</s>` included; longer ones are cut and counted.
  package var limits = LengthLimits()
  /// Unusable lines that may be skipped in each file.
  package var maximumBadLines = 0

  package init() {}

  package func validate() throws {
    try require(maximumBadLines >= 0, "maximumBadLines", "must not be negative")
  }
}

/// The files of one data set: `source` and `target` for translation, `file` for the other tasks.
package struct DataFiles: ValidatedConfiguration, Equatable {
  package var source = ""
  package var target = ""
  package var file = ""

  package init() {}

  package func validate() throws {}

  func requireFiles(of task: Task, key: String) throws {
    let needed = task == .translation ? [("source", source), ("target", target)] : [("file", file)]
    for (name, path) in needed where path.isEmpty {
      throw InvalidSetting("\(key).\(name)", "is empty", remedy: "the task \(task.rawValue) needs it")
    }
  }

  /// The files as the task reads them.
  package func taskFiles(_ task: Task) -> TaskFiles {
    switch task {
    case .translation: .translation(source: source, target: target)
    case .summarization: .summarization(file)
    case .completion: .completion(file)
    case .pairs: .pairs(file)
    }
  }
}

/// Where the model comes from: a checkpoint, or a shape that is initialised at random.
package struct ModelSource: ValidatedConfiguration, Equatable {
  /// A folder in Hugging Face's layout; empty to start from scratch.
  package var checkpoint = ""
  /// The shape from scratch; ignored beside a checkpoint.
  package var shape = ModelShape()

  package init() {}

  package func validate() throws {}
}

/// The shape of a model from scratch; the vocabulary is the tokenizer's.
package struct ModelShape: ValidatedConfiguration, Equatable {
  package enum FeedForward: String, Codable, CaseIterable, Sendable {
    case relu
    case gatedGELU = "gated-gelu"
  }

  package var modelWidth = 512
  package var headWidth = 64
  package var heads = 8
  package var feedForwardWidth = 2048
  package var feedForward = FeedForward.relu
  package var encoderLayers = 6
  package var decoderLayers = 6
  package var dropout: Float = 0.1
  /// Factor on the standard deviations and norm weights that T5 initialises with.
  package var initializerFactor: Float = 1
  package var tiesWordEmbeddings = true

  package init() {}

  package func validate() throws {
    for (key, value) in [
      ("modelWidth", modelWidth), ("headWidth", headWidth), ("heads", heads), ("feedForwardWidth", feedForwardWidth),
      ("encoderLayers", encoderLayers), ("decoderLayers", decoderLayers),
    ] {
      try require(value >= 1 && value <= 65_536, key, "must be between 1 and 65536, not \(value)")
    }
    try require(heads <= 128, "heads", "at most 128 are supported, not \(heads)")
    try require(encoderLayers <= 400, "encoderLayers", "at most 400 are supported, not \(encoderLayers)")
    try require(decoderLayers <= 400, "decoderLayers", "at most 400 are supported, not \(decoderLayers)")
    try require(dropout >= 0 && dropout < 1, "dropout", "must be in [0, 1), not \(dropout)")
    try require(initializerFactor > 0 && initializerFactor <= 100, "initializerFactor", "must be in (0, 100]")
  }

  /// The shape with a tokenizer's vocabulary and special tokens.
  package func configuration(vocabularySize: Int, pad: Int32, beginning: Int32, end: Int32) -> ModelConfiguration {
    var configuration = ModelConfiguration()
    configuration.modelWidth = modelWidth
    configuration.headWidth = headWidth
    configuration.heads = heads
    configuration.feedForwardWidth = feedForwardWidth
    configuration.feedForwardKind = feedForward == .relu ? .relu : .gatedGELU
    configuration.encoderLayers = encoderLayers
    configuration.decoderLayers = decoderLayers
    configuration.dropout = dropout
    configuration.initializerFactor = initializerFactor
    configuration.tiesWordEmbeddings = tiesWordEmbeddings
    configuration.scalesDecoderOutput = tiesWordEmbeddings
    configuration.vocabularySize = vocabularySize
    configuration.padToken = pad
    configuration.beginningToken = beginning
    configuration.endToken = end
    configuration.decoderStartToken = pad
    return configuration
  }
}

package struct LoopConfiguration: ValidatedConfiguration, Equatable {
  package var epochs = 10
  /// Steps after which training ends even within an epoch; 0 for no such limit.
  package var maximumSteps = 0
  /// The global norm that gradients are clipped to; 0 switches clipping off.
  package var clipNorm = 1.0
  package var labelSmoothing: Float = 0
  /// Megabytes of gradients that are all-reduced at once.
  package var bucketMegabytes = 4
  /// Steps after which the ranks compare their weights, which must be the same bits, as they also do before each
  /// checkpoint; 0 for never.
  package var compareReplicasEvery = 1000
  /// Whether the weights are to be the same bits on any number of ranks that divides `microShards`. Gradients are then
  /// summed in a fixed order after the backward pass, not while it runs.
  package var deterministic = false
  /// Parts that deterministic training cuts each global batch into, a power of two.
  package var microShards = 8

  package init() {}

  package func validate() throws {
    try require(epochs >= 1, "epochs", "must be at least 1")
    try require(maximumSteps >= 0, "maximumSteps", "must not be negative", remedy: "0 switches the limit off")
    try require(clipNorm >= 0 && clipNorm.isFinite, "clipNorm", "must not be negative", remedy: "0 switches it off")
    try require(labelSmoothing >= 0 && labelSmoothing < 1, "labelSmoothing", "must be in [0, 1)")
    try require(
      microShards >= 1 && microShards <= 1024 && microShards & (microShards - 1) == 0, "microShards",
      "must be a power of two up to 1024, not \(microShards)")
    try require(compareReplicasEvery >= 0, "compareReplicasEvery", "must not be negative")
    try require(bucketMegabytes >= 1 && bucketMegabytes <= 1024, "bucketMegabytes", "must be between 1 and 1024")
  }
}

package struct ValidationConfiguration: ValidatedConfiguration, Equatable {
  /// What decides which checkpoint is best and when to stop early.
  package enum Criterion: String, Codable, CaseIterable, Sendable {
    case loss
    case exactMatch = "exact_match"
    case bleu
    case codebleu
  }

  /// Steps between validations; 0 validates at each epoch's end.
  package var everySteps = 0
  /// Samples that outputs are generated for, from the file's beginning; 0 for none.
  package var generatedSamples = 100
  package var generation = GenerationOptions()
  /// The programming language of the targets, for CodeBLEU (mode `fixed`); empty for no CodeBLEU.
  package var codeLanguage = ""
  package var criterion = Criterion.loss
  /// Validations without improvement after which training stops; 0 for never.
  package var patience = 0

  package init() {}

  package func validate() throws {
    try require(everySteps >= 0, "everySteps", "must not be negative")
    try require(generatedSamples >= 0, "generatedSamples", "must not be negative")
    try require(patience >= 0, "patience", "must not be negative")
    try require(
      criterion == .loss || generatedSamples > 0, "criterion", "needs generated outputs",
      remedy: "set generated_samples to more than 0, or the criterion to loss")
    do {
      _ = try language
    } catch {
      throw InvalidSetting("codeLanguage", error.diagnosis.problem, remedy: error.diagnosis.remedy)
    }
    try require(
      criterion != .codebleu || !codeLanguage.isEmpty, "codeLanguage", "is empty",
      remedy: "the criterion codebleu needs the language of the targets, such as java")
  }
}

extension ValidationConfiguration {
  /// The language of `codeLanguage`, nil where it is empty.
  package var language: ProgrammingLanguage? {
    get throws(UnknownLanguage) { codeLanguage.isEmpty ? nil : try ProgrammingLanguage(named: codeLanguage) }
  }
}

package struct CheckpointConfiguration: ValidatedConfiguration, Equatable {
  /// Steps between checkpoints; 0 writes one after each validation.
  package var everySteps = 0
  /// Checkpoints kept beside the best one.
  package var keep = 2
  /// Whether training goes on while a checkpoint is written; costs rank 0 memory for 12 bytes a parameter.
  package var inBackground = true

  package init() {}

  package func validate() throws {
    try require(everySteps >= 0, "everySteps", "must not be negative")
    try require(keep >= 1, "keep", "must be at least 1")
  }
}
