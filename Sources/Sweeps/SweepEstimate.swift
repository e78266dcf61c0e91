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
/// this machine, or at a tenth for generated tokens. Memory: weights, gradients, moments and the copy for a checkpoint,
/// plus the activations of one micro-batch or of one group of sources in generation, whichever is larger. Data is read
/// and encoded once.
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
      memoryBytes: memory(configuration, model, parameters, data))
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

  /// The bytes of the first rank.
  private func memory(
    _ configuration: TrainingConfiguration, _ model: ModelConfiguration, _ parameters: Int, _ data: Data
  ) -> Double {
    // Weights, gradients and two moments, plus copies of all but the gradients while a checkpoint is written.
    let copies = configuration.checkpoints.inBackground ? 7.0 : 4.0
    let (width, attention) = (Double(model.modelWidth), Double(model.attentionWidth))
    let inner = Double(model.feedForwardWidth) * (model.feedForwardKind == .gatedGELU ? 4 : 2)
    // Inputs, norms and outputs of each part of a layer, its projections, and the inner width forward and backward.
    let encoder = Double(model.encoderLayers) * (8 * width + 4 * attention + inner)
    let decoder = Double(model.decoderLayers) * (12 * width + 8 * attention + inner)
    let (sources, targets) = data.train.reduce((0.0, 0.0)) { ($0.0 + Double($1.source), $0.1 + Double($1.target)) }
    let meanToken = (sources * encoder + targets * decoder) / max(1, sources + targets)
    let training = trainingTokens(configuration.batch, most: sources + targets) * meanToken
    let generation = generationTokens(configuration.validation, data) * encoder
    let logits = logits(configuration, model)
    let program = 64e6
    return 4 * (copies * Double(parameters) + max(training, generation) + logits) + program
  }

  /// The floats of a chunk's logits, twice; in bfloat16 also those of the packed logits and of the packed head, both ways.
  private func logits(_ configuration: TrainingConfiguration, _ model: ModelConfiguration) -> Double {
    let chunk = Double(CrossEntropy().chunk) * Double(model.vocabularySize)
    guard configuration.training.precision.resolved == .bf16 else { return 2 * chunk }
    return 3 * chunk + Double(model.vocabularySize) * Double(model.modelWidth)
  }

  /// The tokens of a rank's largest micro-batch.
  private func trainingTokens(_ batch: BatchSettings, most: Double) -> Double {
    let limits = [batch.microBatchTokens, batch.batchTokens].filter { $0 > 0 }.map(Double.init)
    return min(limits.min() ?? most, most)
  }

  /// The source tokens of the largest group of samples that a rank generates for at once.
  private func generationTokens(_ validation: ValidationConfiguration, _ data: Data) -> Double {
    let sources = data.valid.prefix(validation.generatedSamples).map(\.source).sorted(by: >)
    let ofRank = (sources.count + resources.ranks - 1) / resources.ranks
    let together = Evaluator.sourcesTogether(beams: validation.generation.beams)
    return Double(sources.prefix(min(ofRank, together)).reduce(0, +))
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
    if let known = data[key] { return known }
    let tokenizer = try Tokenizer(directory: path)
    func lengths(_ files: DataFiles) throws -> [SampleLength] {
      try TaskData(
        files.taskFiles(configuration.task), tokenizer: tokenizer, limits: configuration.data.limits,
        maximumBadLines: configuration.data.maximumBadLines
      ).corpus.lengths
    }
    let read = Data(
      vocabularySize: tokenizer.vocabularySize, special: tokenizer.specialTokens,
      train: try lengths(configuration.data.train), valid: try lengths(configuration.data.valid))
    data[key] = read
    return read
  }
}
