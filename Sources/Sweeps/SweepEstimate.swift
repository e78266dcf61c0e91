import Basics
import CodeT5
import Configuration
import Corpus
import Foundation
import Tensors
import Tokenization
import Training

/// The estimated cost of a trial, from the model's shape and the data's lengths.
package struct TrialEstimate: Encodable, Sendable, Equatable {
  package let parameters: Int
  package let steps: Int
  package let seconds: Double
  /// The memory of its first rank, which needs the most.
  package let memoryBytes: Double
}

/// Estimates the time and memory of trials.
///
/// Time: the operations of the matrix products, at half of the rate that large products reach in a brief measurement on
/// this machine, or at a tenth for generated tokens. Memory: `TrainingMemory` with the activations of one micro-batch or
/// of one group of sources in generation, whichever is larger. Data is read and encoded once.
package struct TrialEstimator {
  private struct Data {
    let vocabularySize: Int
    let special: SpecialTokens
    let train: [SampleLength]
    let valid: [SampleLength]
  }

  private let resources: ResourceSettings
  /// Operations per second of one rank, for the precisions that have been measured.
  private var rates: [Precision: Double] = [:]
  private var data: [String: Data] = [:]

  private static let trainingEfficiency = 0.5
  private static let generationEfficiency = 0.1

  package init(_ resources: ResourceSettings) {
    self.resources = resources
  }

  private mutating func rate(_ choice: PrecisionChoice) -> Double {
    let precision = choice.resolved.isSupported ? choice.resolved : .fp32
    if let known = rates[precision] { return known }
    let context = ComputeContext(threads: resources.threads, precision: precision)
    let rate = MatrixProductRate(tokens: 256, secondsEach: 0.02).limit(context) * 1e9
    rates[precision] = rate
    return rate
  }

  package mutating func estimate(_ configuration: TrainingConfiguration) throws -> TrialEstimate {
    let data = try self.data(of: configuration)
    let model = try shape(of: configuration, data)
    let schedule = try BatchSchedule(lengths: data.train, settings: configuration.batch, seed: configuration.seed)
    let perEpoch = schedule.stepsInEpoch
    let all = perEpoch * configuration.training.epochs
    let steps = configuration.training.maximumSteps > 0 ? min(all, configuration.training.maximumSteps) : all
    let operations = ModelOperations(model)
    let epoch = data.train.reduce(0) { $0 + operations.step(source: $1.source, target: $1.target) }
    let every = configuration.validation.everySteps > 0 ? configuration.validation.everySteps : perEpoch
    let validations = Double(max(1, steps / max(1, every)))
    let seconds =
      Double(steps) / Double(max(1, perEpoch)) * epoch / Self.trainingEfficiency
      + validations * validation(configuration, data, operations)
    let parameters = Architecture(model).layout.parameterCount
    return TrialEstimate(
      parameters: parameters, steps: steps,
      seconds: seconds / (rate(configuration.training.precision) * Double(resources.ranks)),
      memoryBytes: memory(configuration, model, data).firstRank)
  }

  /// The number of a run's parameters, and the memory of its ranks.
  package mutating func demand(
    _ configuration: TrainingConfiguration
  ) throws -> (parameters: Int, memory: TrainingMemory) {
    let data = try self.data(of: configuration)
    let model = try shape(of: configuration, data)
    return (Architecture(model).layout.parameterCount, memory(configuration, model, data))
  }

  /// The operations of one validation, each divided by the efficiency it runs at.
  private func validation(
    _ configuration: TrainingConfiguration, _ data: Data, _ operations: ModelOperations
  ) -> Double {
    let loss = data.valid.reduce(0) { $0 + operations.step(source: $1.source, target: $1.target) / 3 }
    let settings = configuration.validation
    let generated = data.valid.prefix(settings.generatedSamples).reduce(0.0) { sum, length in
      let decoder = operations.decoder(source: length.source, target: settings.generation.maximumLength)
      return sum + operations.encoder(source: length.source) + Double(settings.generation.beams) * decoder
    }
    return loss / Self.trainingEfficiency + generated / Self.generationEfficiency
  }

  private func memory(
    _ configuration: TrainingConfiguration, _ model: ModelConfiguration, _ data: Data
  ) -> TrainingMemory {
    let activations = ActivationEstimate(
      model, precision: configuration.training.precision.resolved,
      recomputesBlocks: configuration.training.recomputeActivations, threads: resources.threads)
    let (sources, targets) = data.train.reduce((0, 0)) { ($0.0 + $1.source, $0.1 + $1.target) }
    // A micro-batch has sources and targets in the proportion of the data.
    let share = trainingTokens(configuration.batch, most: Double(sources + targets)) / Double(max(1, sources + targets))
    let training = activations.peakFloats(
      ActivationEstimate.Tokens(
        source: Int(share * Double(sources)), target: Int(share * Double(targets)),
        longestSource: data.train.map(\.source).max() ?? 0, longestTarget: data.train.map(\.target).max() ?? 0))
    let generation = generation(configuration.validation, model, data)
    return TrainingMemory(
      model, configuration.training, ranks: resources.ranks, activationFloats: max(training, generation),
      savesInBackground: configuration.checkpoints.inBackground)
  }

  /// The tokens of a rank's largest micro-batch.
  private func trainingTokens(_ batch: BatchSettings, most: Double) -> Double {
    let limits = [batch.microBatchTokens, batch.batchTokens].filter { $0 > 0 }.map(Double.init)
    return min(limits.min() ?? most, most)
  }

  /// The floats that generating the outputs of a validation needs.
  private func generation(
    _ validation: ValidationConfiguration, _ model: ModelConfiguration, _ data: Data
  ) -> Double {
    let sources = data.valid.prefix(validation.generatedSamples).map(\.source).sorted(by: >)
    let ofRank = (sources.count + resources.ranks - 1) / resources.ranks
    return GenerationSize(model, validation.generation).floats(sources: Array(sources.prefix(ofRank)))
  }

  private func shape(of configuration: TrainingConfiguration, _ data: Data) throws -> ModelConfiguration {
    guard configuration.model.checkpoint.isEmpty else {
      return try PretrainedDirectory(loading: configuration.model.checkpoint).configuration
    }
    return configuration.model.shape.configuration(
      vocabularySize: data.vocabularySize, pad: data.special.pad, beginning: data.special.beginning,
      end: data.special.end)
  }

  private mutating func data(of configuration: TrainingConfiguration) throws -> Data {
    let path = configuration.tokenizer.isEmpty ? configuration.model.checkpoint : configuration.tokenizer
    let key = "\(path)\n\(configuration.task)\n\(try ConfigurationLoader.resolvedYAML(configuration.data))"
    if let known = self.data[key] { return known }
    let tokenizer = try Tokenizer(directory: path)
    func data(_ files: DataFiles) throws -> TaskData {
      try TaskData(
        configuration.data.source(files, configuration.task, tokenizer), cache: configuration.data.corpusCache,
        threads: resources.threads)
    }
    let train = try data(configuration.data.train).drawn(configuration.data.trainSamples, seed: configuration.seed)
    let read = Data(
      vocabularySize: tokenizer.vocabularySize, special: tokenizer.specialTokens,
      train: train.corpus.lengths, valid: try data(configuration.data.valid).corpus.lengths)
    self.data[key] = read
    return read
  }
}
