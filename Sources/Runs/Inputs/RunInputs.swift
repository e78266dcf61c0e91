import Basics
import CodeT5
import Collectives
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

  /// - Parameter threads: how many threads encode data.
  init(_ configuration: TrainingConfiguration, threads: Int = 1) throws {
    try self.init(configuration, tokenizer: Self.tokenizer(configuration), threads: threads)
  }

  private init(_ configuration: TrainingConfiguration, tokenizer: Tokenizer, threads: Int) throws {
    self.tokenizer = tokenizer
    let checkpoint = configuration.model.checkpoint
    train = try Self.trainingData(configuration, tokenizer, threads: threads)
    valid = try Self.data(configuration.data.valid, configuration, tokenizer, threads: threads)
    let evaluation = configuration.evaluation
    let tested =
      evaluation.isUsed ? try Self.data(evaluation.test, configuration, tokenizer, threads: threads) : nil
    test = evaluation.samples > 0 ? tested?.first(evaluation.samples) : tested

    if checkpoint.isEmpty {
      let special = tokenizer.specialTokens
      architecture = Architecture(
        configuration.model.shape.configuration(
          vocabularySize: tokenizer.vocabularySize, pad: special.pad, beginning: special.beginning, end: special.end))
      try Self.requireMemory(architecture)
      weights = architecture.initialWeights(seed: configuration.seed, threads: threads)
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

  /// The inputs on every rank; a collective operation.
  ///
  /// If the cache of data sets lacks one, the first rank of each host encodes it and the others wait, so that they find
  /// it there. Every rank looks at its own files: hosts with different ones are noticed later.
  static func together(
    _ configuration: TrainingConfiguration, threads: Int, _ communicator: any Communicator
  ) throws -> RunInputs {
    guard communicator.size > 1, let cache = configuration.data.corpusCache else {
      return try communicator.together { try RunInputs(configuration, threads: threads) }
    }
    let (tokenizer, isComplete): (Tokenizer, Bool) = try communicator.together {
      let tokenizer = try Self.tokenizer(configuration)
      let files = [configuration.data.train, configuration.data.valid, configuration.evaluation.test]
      let isComplete = try files.filter { !$0.paths.isEmpty }.allSatisfy {
        try cache.mayHold(configuration.data.source($0, configuration.task, tokenizer))
      }
      return (tokenizer, isComplete)
    }
    let own = ProcessInfo.processInfo.hostName
    let lacking = try communicator.allGather(Array((isComplete ? "" : own).utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
    let isFirst = lacking.firstIndex(of: own) == communicator.rank
    let encoded: RunInputs? = try communicator.together {
      isFirst ? try RunInputs(configuration, tokenizer: tokenizer, threads: threads) : nil
    }
    return try communicator.together {
      try encoded ?? RunInputs(configuration, tokenizer: tokenizer, threads: threads)
    }
  }

  /// The configuration with the shape that the model has: a checkpoint's own.
  func withOwnShape(_ configuration: TrainingConfiguration) -> TrainingConfiguration {
    var effective = configuration
    effective.model = configuration.model.with(shapeOf: architecture.configuration)
    return effective
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
    for path in [configuration.model.checkpoint, tokenizerPath(configuration)] where !path.isEmpty {
      // What else may be missing there is for the readers of the files to say.
      do { try ModelFolder.require(path) } catch is FileFailure {}
    }
    return try Tokenizer(directory: tokenizerPath(configuration))
  }

  /// One data set of the run, from the cache or from its files.
  static func data(
    _ files: DataFiles, _ configuration: TrainingConfiguration, _ tokenizer: Tokenizer, threads: Int = 1
  ) throws -> TaskData {
    try TaskData(
      configuration.data.source(files, configuration.task, tokenizer), cache: configuration.data.corpusCache,
      threads: threads)
  }

  /// The training samples that the run uses.
  static func trainingData(
    _ configuration: TrainingConfiguration, _ tokenizer: Tokenizer, threads: Int = 1
  ) throws -> TaskData {
    try data(configuration.data.train, configuration, tokenizer, threads: threads)
      .drawn(configuration.data.trainSamples, seed: configuration.seed)
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
