import Basics
import CodeT5
import Tensors

/// Measures the speed of generation with beam search.
struct GenerationBenchmark {
  /// The settings of the benchmark.
  struct Settings: Sendable {
    var model = BenchmarkModel.random(.small)
    var threads = 1
    var precision = Precision.fp32
    /// Timed batches per round; 0 runs every batch once.
    var steps = 0
    /// How many times Fovea and the peers alternate.
    var rounds = 1
    var options = GenerationSettings()
    /// Whether to run the programs in `launch/peers` on the same batches and weights after Fovea, in every round.
    var runsPeers = false
    /// Whether the sources of all batches are one set: Fovea generates for all of them in one call, as an evaluation
    /// does, and the peers sort them by length into batches of each of `peerBatchSizes`.
    var isPooled = false
    /// The sizes of the peers' batches of pooled sources; the fastest counts.
    var peerBatchSizes = [16]

    init() {
      options.beams = 5
    }
  }

  private let batches: BenchmarkBatches
  private let settings: Settings
  private let model: CodeT5Model
  private let programs: [(peer: GenerationPeer.Kind, program: PeerProgram)]

  /// - Throws: errors in the model; `PeerFailure`; `TokenOutsideVocabulary`.
  init(_ batches: BenchmarkBatches, _ settings: Settings) throws {
    self.batches = batches
    self.settings = settings
    programs =
      settings.runsPeers ? try GenerationPeer.Kind.allCases.map { ($0, try PeerProgram($0.program)) } : []
    model = try settings.model.load(
      ComputeContext(threads: settings.threads, precision: settings.precision))
    try batches.requireTokens(below: model.configuration.vocabularySize)
  }

  /// What one call generates for: a batch, or all of them.
  private var calls: [[[Int32]]] {
    let sources = batches.batches.map(\.source)
    return settings.isPooled ? [sources.flatMap { $0 }] : sources
  }

  /// Runs the rounds; the first batch is a warm-up.
  func run() throws -> GenerationReport {
    let products = MatrixProductRate(secondsEach: 0.3)
    var limit = products.limit(model.context)
    let calls = calls
    let steps = settings.steps > 0 && !settings.isPooled ? settings.steps : calls.count
    _ = measured(batches.batches[0].source)
    var times: [GenerationTime] = []
    var peers: [GenerationPeer.Kind: [GenerationPeer]] = [:]
    var peakMemory = 0
    for _ in 0..<settings.rounds {
      for number in 0..<steps { times.append(measured(calls[number % calls.count])) }
      // The matrices for measuring the limit must not count as the model's memory.
      if peakMemory == 0 { peakMemory = Machine.peakResidentBytes }
      limit = max(limit, products.limit(model.context))
      for (peer, program) in programs { peers[peer, default: []].append(try run(program, peer, steps: steps)) }
    }
    return GenerationReport(
      settings, limitGigaflops: limit, peakMemory: peakMemory, times: times, peers: peers)
  }

  private func measured(_ sources: [[Int32]]) -> GenerationTime {
    var outputs: [[Int32]] = []
    let time = seconds { outputs = model.generate(sources, settings.options) }
    let operations = ModelOperations(model.configuration)
    return GenerationTime(
      sequences: outputs.count, tokens: outputs.reduce(0) { $0 + $1.count - 1 }, seconds: time,
      operations: zip(sources, outputs).reduce(0) { sum, pair in
        let (source, output) = (pair.0.count, pair.1.count - 1)
        return sum + operations.encoder(source: source)
          + operations.decoder(source: source, target: output, hypotheses: settings.options.beams)
      })
  }

  /// Runs a peer; of several sizes of batches, the fastest.
  private func run(_ program: PeerProgram, _ peer: GenerationPeer.Kind, steps: Int) throws -> GenerationPeer {
    try withTemporaryFolder { folder in
      try batches.write(to: "\(folder)/batches.jsonl")
      // The same weights give the same outputs, so all do the same work.
      try PretrainedDirectory.save(model.configuration, weights: model.weights, to: "\(folder)/model")
      let sizes = settings.isPooled ? settings.peerBatchSizes : [0]
      let reports = try sizes.map { size in
        try program.run(
          GenerationPeer.self,
          [
            "--batches", "\(folder)/batches.jsonl", "--threads", "\(settings.threads)",
            "--steps", "\(settings.isPooled ? 0 : steps)", "--model", "\(folder)/model",
            "--beam", "\(settings.options.beams)", "--max-length", "\(settings.options.maximumLength)",
            "--min-new-tokens", "\(settings.options.minimumNewTokens)", "--batch-size", "\(size)",
          ] + peer.arguments)
      }
      guard let fastest = reports.max(by: { $0.sequencesPerSecond < $1.sequencesPerSecond }) else {
        preconditionFailure("a peer needs a size of its batches")
      }
      return fastest
    }
  }
}

/// The result of one timed call.
struct GenerationTime {
  let sequences: Int
  /// Generated tokens, excluding the start token.
  let tokens: Int
  let seconds: Double
  /// Floating-point operations of the encoder and of all beams, each with the length of the output.
  let operations: Double
}

/// The report of a peer program that generates.
struct GenerationPeer: Codable, Sendable {
  /// The peers, in the order in which they run.
  enum Kind: CaseIterable {
    case transformers, ctranslate2, ctranslate2Int8

    /// The program's name in `launch/peers`.
    var program: String { self == .transformers ? "generate" : "generate_ctranslate2" }

    var arguments: [String] {
      switch self {
      case .transformers: []
      case .ctranslate2: ["--compute-type", "float32"]
      case .ctranslate2Int8: ["--compute-type", "int8"]
      }
    }
  }

  let sequencesPerSecond: Double
  let generatedTokensPerSecond: Double
  let peakResidentBytes: Int
  /// Sources of a batch if they were pooled; 0 for the file's batches.
  let batchSize: Int
  let torch: String?
  let transformers: String?
  let ctranslate2: String?
}
