import Basics
import CodeT5
import Foundation
import Tensors
import Training

/// Measures the speed of training: forward and backward pass with dropout and AdamW, without clipping, on real batches.
struct StepBenchmark {
  /// The settings of the benchmark.
  struct Settings: Sendable {
    var model = BenchmarkModel.random(.small)
    var threads = 1
    var precision = Precision.fp32
    /// Timed steps per round; 0 runs every batch once. Batches repeat when all have been used.
    var steps = 0
    /// How many times Fovea and the peer alternate.
    var rounds = 1
    var dropout: Float = 0.1
    /// Whether the backward pass recomputes activations.
    var recomputesBlocks = false
    /// Whether to run the PyTorch program in `launch/peers` on the same batches after Fovea, in every round.
    var runsPeer = false

    init() {}
  }

  private let batches: BenchmarkBatches
  private let settings: Settings
  private let model: CodeT5Model
  private let peer: PeerProgram?
  private let gradients: ParameterArena
  private let optimizer: AdamW
  /// Floats that the activations needed after the warm-up.
  private var warmedUp = 0

  /// Floats that activations needed beyond those of the warm-up; 0 if the steps allocate nothing.
  var arenaGrowth: Int { model.context.arena.peakFloats - warmedUp }

  /// - Throws: errors in the model; `PeerFailure`; `TokenOutsideVocabulary`.
  init(_ batches: BenchmarkBatches, _ settings: Settings) throws {
    self.batches = batches
    self.settings = settings
    peer = settings.runsPeer ? try PeerProgram("step") : nil
    model = try settings.model.load(
      ComputeContext(threads: settings.threads, precision: settings.precision))
    try batches.requireTokens(below: model.configuration.vocabularySize)
    gradients = ParameterArena(model.architecture.layout)
    optimizer = AdamW(AdamW.Configuration(), layout: model.architecture.layout)
  }

  /// Runs the rounds. The limit is measured before and after Fovea's steps; the higher one counts.
  mutating func run() throws -> StepReport {
    let products = MatrixProductRate(secondsEach: 0.3)
    var limit = products.limit(model.context)
    let steps = settings.steps > 0 ? settings.steps : batches.batches.count
    for batch in batches.batches { _ = step(packed(batch), number: 0) }
    warmedUp = model.context.arena.peakFloats
    var times: [StepTime] = []
    var peers: [StepPeer] = []
    var peakMemory = 0
    for _ in 0..<settings.rounds {
      for number in 0..<steps {
        let batch = batches.batches[number % batches.batches.count]
        times.append(measuredStep(batch, number: times.count + 1))
      }
      // The matrices for measuring the limit must not count as the model's memory.
      if peakMemory == 0 { peakMemory = Machine.peakResidentBytes }
      limit = max(limit, products.limit(model.context))
      if let peer { peers.append(try run(peer, steps: steps)) }
    }
    return StepReport(
      shape: settings.model.name, threads: settings.threads, precision: settings.precision, batches: batches,
      dropout: settings.dropout,
      limitGigaflops: limit, peakMemory: peakMemory, times: times, peers: peers)
  }

  /// Takes as many steps again and records what they spend their time on.
  func profile() -> StepProfile {
    let profiler = OperationProfiler(model.context.pool)
    model.context.profiler = profiler
    defer { model.context.profiler = nil }
    let origin = OperationProfiler.now
    let count = settings.steps > 0 ? settings.steps : batches.batches.count
    let steps = (0..<count).map { number in
      let begin = OperationProfiler.now
      _ = step(packed(batches.batches[number % batches.batches.count]), number: number + 1)
      return StepProfile.Step(
        number: number + 1, begin: begin, end: OperationProfiler.now, spans: profiler.takeSpans(), since: origin)
    }
    return StepProfile(ranks: [
      StepProfile.Rank(rank: 0, host: Machine.this.host, threads: settings.threads, steps: steps)
    ])
  }

  private func packed(_ batch: BenchmarkBatches.Batch) -> PackedBatch {
    PackedBatch(
      sources: batch.source, targets: batch.target, samples: Array(batch.source.indices),
      startToken: model.configuration.decoderStartToken)
  }

  /// One training step on a batch of token ids, including packing.
  private func measuredStep(_ batch: BenchmarkBatches.Batch, number: Int) -> StepTime {
    var optimizerSeconds = 0.0
    let total = seconds { optimizerSeconds = step(packed(batch), number: number) }
    let operations = ModelOperations(model.configuration)
    return StepTime(
      tokens: batch.tokens, seconds: total, optimizerSeconds: optimizerSeconds,
      operations: zip(batch.source, batch.target).reduce(0) {
        $0 + operations.step(source: $1.0.count, target: $1.1.count)
      })
  }

  /// Takes a step and returns the seconds spent in the optimiser.
  private func step(_ batch: PackedBatch, number: Int) -> Double {
    model.context.profiled(.clearing) { gradients.clear(model.context.pool) }
    _ = model.backward(
      batch, lossScale: 1 / Float(batch.targetTokenCount), smoothing: 0,
      dropout: DropoutStep(rate: settings.dropout, seed: 7, step: number),
      recomputesBlocks: settings.recomputesBlocks, gradients: gradients)
    model.context.begin(.update)
    defer { model.context.begin(.rest) }
    return seconds {
      model.context.profiled(.optimizer) {
        optimizer.update(model.weights, gradients: gradients, learningRateScale: 1, pool: model.context.pool)
      }
    }
  }

  private func run(_ peer: PeerProgram, steps: Int) throws -> StepPeer {
    try withTemporaryFolder { folder in
      try batches.write(to: "\(folder)/batches.jsonl")
      return try peer.run(
        StepPeer.self,
        ["--batches", "\(folder)/batches.jsonl", "--threads", "\(settings.threads)", "--steps", "\(steps)"])
    }
  }
}

/// The result of one timed step.
struct StepTime {
  let tokens: Int
  let seconds: Double
  let optimizerSeconds: Double
  /// Floating-point operations that the model requires for the step.
  let operations: Double
}

/// The report of `launch/peers/step.py`.
struct StepPeer: Codable, Sendable {
  let realTokensPerSecond: Double
  let paddedTokensPerSecond: Double
  let secondsPerStep: Double
  let peakResidentBytes: Int
  let torch: String
  let transformers: String
}

extension BenchmarkBatches {
  /// Throws `TokenOutsideVocabulary` if a token is outside a vocabulary of this size.
  func requireTokens(below vocabularySize: Int) throws {
    guard largestToken < vocabularySize else {
      throw TokenOutsideVocabulary(token: largestToken, vocabularySize: vocabularySize)
    }
  }
}

/// A batch has a token without an embedding in the model.
struct TokenOutsideVocabulary: DiagnosableError {
  let token: Int32
  let vocabularySize: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the batches hold the token \(token), but the model has only \(vocabularySize) tokens",
      remedy: "use the tokenizer that belongs to the model (--tokenizer)")
  }
}
