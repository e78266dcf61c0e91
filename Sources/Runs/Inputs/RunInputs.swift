import Basics
import CodeT5
import Corpus
import Foundation
import Tensors
import Tokenization
import Training

/// The inputs of a training run: tokenizer, data and model.
struct RunInputs {
  let tokenizer: Tokenizer
  let train: TaskData
  let valid: TaskData
  /// Nil without a test set.
  let test: TaskData?
  let architecture: Architecture
  let weights: ParameterArena
  /// The checkpoint's `config.json`, which may have fields that Fovea does not know; nil for a model from scratch.
  let originalFields: Data?

  init(_ configuration: TrainingConfiguration) throws {
    let checkpoint = configuration.model.checkpoint
    tokenizer = try Self.tokenizer(configuration)
    train = try Self.data(configuration.data.train, configuration, tokenizer)
    valid = try Self.data(configuration.data.valid, configuration, tokenizer)
    let evaluation = configuration.evaluation
    let tested = evaluation.isUsed ? try Self.data(evaluation.test, configuration, tokenizer) : nil
    test = evaluation.samples > 0 ? tested?.first(evaluation.samples) : tested

    if checkpoint.isEmpty {
      let special = tokenizer.specialTokens
      architecture = Architecture(
        configuration.model.shape.configuration(
          vocabularySize: tokenizer.vocabularySize, pad: special.pad, beginning: special.beginning, end: special.end))
      try Self.requireMemory(architecture)
      weights = architecture.initialWeights(seed: configuration.seed)
      originalFields = nil
    } else {
      let directory = try PretrainedDirectory(loading: checkpoint)
      try Self.requireMemory(directory.architecture)
      try TrainingError.requireFit(tokenizer, directory.configuration, path: Self.tokenizerPath(configuration))
      architecture = directory.architecture
      weights = directory.weights
      originalFields = directory.originalFields
    }
  }

  /// Refuses a model whose weights, gradients and moments alone are more than a rank may use.
  private static func requireMemory(_ architecture: Architecture) throws {
    let parameters = Double(architecture.layout.parameterCount)
    let billions = String(format: "%.1f", parameters / 1e9)
    try MemoryLimit.require(
      parameters * 4 * Double(MemoryLayout<Float>.stride),
      for: "training a model of \(billions) billion parameters (weights, gradients and the optimizer's two moments)",
      remedy: "check model.shape for a digit too many, or train on a machine with more memory")
  }

  static func tokenizer(_ configuration: TrainingConfiguration) throws -> Tokenizer {
    try Tokenizer(directory: tokenizerPath(configuration))
  }

  /// Reads one data set of the run.
  static func data(
    _ files: DataFiles, _ configuration: TrainingConfiguration, _ tokenizer: Tokenizer
  ) throws -> TaskData {
    try TaskData(
      files.taskFiles(configuration.task), tokenizer: tokenizer, limits: configuration.data.limits,
      maximumBadLines: configuration.data.maximumBadLines)
  }

  private static func tokenizerPath(_ configuration: TrainingConfiguration) -> String {
    configuration.tokenizer.isEmpty ? configuration.model.checkpoint : configuration.tokenizer
  }
}

extension TrainingError {
  /// Throws if an id of the tokenizer has no row in the model's embedding table.
  package static func requireFit(_ tokenizer: Tokenizer, _ model: ModelConfiguration, path: String) throws {
    guard tokenizer.vocabularySize <= model.vocabularySize else {
      throw TrainingError.vocabularyMismatch(
        tokenizer: tokenizer.vocabularySize, model: model.vocabularySize, path: path)
    }
  }
}
