import Basics
import CodeT5
import Collectives
import Corpus
import Foundation
import Synchronization
import Tensors
import TestSupport
import Tokenization

@testable import Training

/// A tiny task and model: pairs of short texts, a tokenizer trained on them, a model of two layers a side.
struct Fixture: Sendable {
  let data: TaskData
  let tokenizer: Tokenizer
  let architecture: Architecture
  let folder: TemporaryFolder

  static let shared = Result { try Fixture() }

  init() throws {
    folder = try TemporaryFolder()
    let names = ["alpha", "beta", "gamma", "delta", "size", "count", "index", "total", "name", "value"]
    let lines = names.enumerated().flatMap { place, name in
      (0..<4).map {
        "{\"source\": \"get \(name)\(String(repeating: " of list", count: $0 + place % 3))\", "
          + "\"target\": \"returns the \(name) \($0)\"}"
      }
    }
    let path = try folder.file("pairs.jsonl", lines.joined(separator: "\n") + "\n")
    tokenizer = try TokenizerTrainer(vocabularySize: 320, sentinelCount: 0).train(on: lines)
    data = try TaskData(
      .pairs(path), tokenizer: tokenizer, limits: LengthLimits(), maximumBadLines: 0)
    var shape = ModelShape()
    shape.modelWidth = 32
    shape.headWidth = 8
    shape.heads = 4
    shape.feedForwardWidth = 48
    shape.encoderLayers = 2
    shape.decoderLayers = 2
    let special = tokenizer.specialTokens
    architecture = Architecture(
      shape.configuration(
        vocabularySize: tokenizer.vocabularySize, pad: special.pad, beginning: special.beginning, end: special.end))
  }

  func configuration(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.batch.batchTokens = 160
    configuration.optimizer.learningRate = 3e-3
    configuration.training.epochs = 2
    configuration.validation.generatedSamples = 0
    configuration.validation.everySteps = 1000
    change(&configuration)
    return configuration
  }

  func replica(_ configuration: TrainingConfiguration, _ communicator: any Communicator) throws -> Replica {
    let model = CodeT5Model(
      architecture, weights: architecture.initialWeights(seed: 5),
      context: try ComputeContext(threads: 1, precision: configuration.training.precision.supported()))
    return try Replica(
      model, optimizer: configuration.optimizer, settings: configuration.training, seed: configuration.seed,
      communicator: communicator)
  }

  /// Trains and returns the events and the final weights.
  func train(
    _ configuration: TrainingConfiguration, _ communicator: any Communicator = SoloCommunicator(),
    store: CheckpointStore? = nil, resume: String? = nil, prepare: (Replica) -> Void = { _ in },
    inspector: DebugInspector? = nil, stopRequest: StopRequest? = nil, sink: (any EventSink)? = nil,
    profiler: StepProfiler? = nil,
    scorer: any ValidationScorer = DirectScorer()
  ) throws -> (events: [TrainingEvent], weights: [Float]) {
    let replica = try replica(configuration, communicator)
    var state = TrainingState()
    if let resume, let store {
      state = try store.load(resume, model: replica.model, optimizer: replica.optimizer).state
    }
    prepare(replica)
    let log = EventLog()
    var parts = TrainerParts(
      data: data, evaluator: Evaluator(data, task: .pairs, tokenizer: tokenizer, microBatchTokens: 512),
      checkpoints: RankZeroCheckpoints(
        store, keep: configuration.checkpoints.keep, configuration: "", tokenizer: tokenizer, originalFields: nil,
        writesInBackground: configuration.checkpoints.inBackground))
    parts.scorer = scorer
    parts.sinks = [log] + (sink.map { [$0] } ?? [])
    parts.inspector = inspector
    parts.stopRequest = stopRequest
    parts.profiler = profiler
    let trainer = try Trainer(configuration, replica: replica, parts: parts, state: state)
    try trainer.run()
    return (log.events, Array(replica.model.weights.buffer))
  }
}

final class EventLog: EventSink {
  private(set) var events: [TrainingEvent] = []
  func receive(_ event: TrainingEvent) { events.append(event) }
}

extension [TrainingEvent] {
  var losses: [Double] { compactMap { if case .step(let step) = $0 { step.loss } else { nil } } }
  var validations: [TrainingEvent.Validation] {
    compactMap { if case .validation(let validation) = $0 { validation } else { nil } }
  }
  var finished: TrainingEvent.Finished? {
    compactMap { if case .finished(let finished) = $0 { finished } else { nil } }.last
  }
}

/// The largest difference of two arrays relative to the largest magnitude.
func relativeDifference(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  let scale = second.map(abs).max() ?? 1
  return (zip(first, second).map { $0.isNaN ? .infinity : abs($0 - $1) }.max() ?? 0) / max(scale, 1e-7)
}
