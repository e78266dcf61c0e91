import Basics
import CodeT5
import Corpus
import Foundation
import Tensors
import Tokenization
import Training

/// What a run reads before it trains: tokenizer, data and model.
struct RunInputs {
  let tokenizer: Tokenizer
  let train: TaskData
  let valid: TaskData
  let architecture: Architecture
  let weights: ParameterArena
  /// The `config.json` of the checkpoint, for its fields that Fovea does not know; nil from scratch.
  let originalFields: Data?

  init(_ configuration: TrainingConfiguration) throws {
    let checkpoint = configuration.model.checkpoint
    let tokenizerPath = configuration.tokenizer.isEmpty ? checkpoint : configuration.tokenizer
    let tokenizer = try Tokenizer(directory: tokenizerPath)
    self.tokenizer = tokenizer
    func read(_ files: DataFiles) throws -> TaskData {
      try TaskData(
        files.taskFiles(configuration.task), tokenizer: tokenizer, limits: configuration.data.limits,
        maximumBadLines: configuration.data.maximumBadLines)
    }
    train = try read(configuration.data.train)
    valid = try read(configuration.data.valid)

    if checkpoint.isEmpty {
      let special = tokenizer.specialTokens
      architecture = Architecture(
        configuration.model.shape.configuration(
          vocabularySize: tokenizer.vocabularySize, pad: special.pad, beginning: special.beginning, end: special.end))
      weights = architecture.initialWeights(seed: configuration.seed)
      originalFields = nil
    } else {
      let directory = try PretrainedDirectory(loading: checkpoint)
      try TrainingError.requireFit(tokenizer, directory.configuration, path: tokenizerPath)
      architecture = directory.architecture
      weights = directory.weights
      originalFields = directory.originalFields
    }
  }
}

extension TrainingError {
  /// Throws unless every id of the tokenizer has a row in the model's embedding table.
  package static func requireFit(_ tokenizer: Tokenizer, _ model: ModelConfiguration, path: String) throws {
    guard tokenizer.vocabularySize <= model.vocabularySize else {
      throw TrainingError.vocabularyMismatch(
        tokenizer: tokenizer.vocabularySize, model: model.vocabularySize, path: path)
    }
  }
}
