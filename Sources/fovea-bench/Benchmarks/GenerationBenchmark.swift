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
    /// How many times Fovea and the peer alternate.
    var rounds = 1
    var options = GenerationSettings()
    /// Whether to run the PyTorch program in `launch/peers` on the same batches and weights after Fovea, in every
    /// round.
    var runsPeer = false

    init() {
      options.beams = 5
    }
  }

  private let batches: BenchmarkBatches
  private let settings: Settings
  private let model: CodeT5Model
  private let peer: PeerProgram?

  /// - Throws: errors in the model; `PeerFailure`; `TokenOutsideVocabulary`.
  init(_ batches: BenchmarkBatches, _ settings: Settings) throws {
    self.batches = batches
    self.settings = settings
    peer = settings.runsPeer ? try PeerProgram("generate") : nil
    model = try settings.model.load(
      ComputeContext(threads: settings.threads, precision: settings.precision))
    try batches.requireTokens(below: model.configuration.vocabularySize)
  }

  /// Runs the rounds; the first batch is a warm-up.
  func run() throws -> GenerationReport {
    let products = MatrixProductRate(secondsEach: 0.3)
    var limit = products.limit(model.context)
    let steps = settings.steps > 0 ? settings.steps : batches.batches.count
    _ = measured(batches.batches[0])
    var times: [GenerationTime] = []
    var peers: [GenerationPeer] = []
    var peakMemory = 0
    for _ in 0..<settings.rounds {
      for number in 0..<steps { times.append(measured(batches.batches[number % batches.batches.count])) }
      // The matrices for measuring the limit must not count as the model's memory.
      if peakMemory == 0 { peakMemory = Machine.peakResidentBytes }
      limit = max(limit, products.limit(model.context))
      if let peer { peers.append(try run(peer, steps: steps)) }
    }
    return GenerationReport(
      shape: settings.model.name, threads: settings.threads, precision: settings.precision, options: settings.options,
      limitGigaflops: limit,
      peakMemory: peakMemory, times: times, peers: peers)
  }

  private func measured(_ batch: BenchmarkBatches.Batch) -> GenerationTime {
    var outputs: [[Int32]] = []
    let time = seconds { outputs = model.generate(batch.source, settings.options) }
    let operations = ModelOperations(model.configuration)
    return GenerationTime(
      sequences: outputs.count, tokens: outputs.reduce(0) { $0 + $1.count - 1 }, seconds: time,
      operations: zip(batch.source, outputs).reduce(0) { sum, pair in
        let (source, output) = (pair.0.count, pair.1.count - 1)
        return sum + operations.encoder(source: source)
          + Double(settings.options.beams) * operations.decoder(source: source, target: output)
      })
  }

  private func run(_ peer: PeerProgram, steps: Int) throws -> GenerationPeer {
    try withTemporaryFolder { folder in
      try batches.write(to: "\(folder)/batches.jsonl")
      // The same weights give the same outputs, so both do the same work.
      try PretrainedDirectory.save(model.configuration, weights: model.weights, to: "\(folder)/model")
      return try peer.run(
        GenerationPeer.self,
        [
          "--batches", "\(folder)/batches.jsonl", "--threads", "\(settings.threads)", "--steps", "\(steps)",
          "--model", "\(folder)/model", "--beam", "\(settings.options.beams)",
          "--max-length", "\(settings.options.maximumLength)",
        ])
    }
  }
}

/// The result of one timed batch.
struct GenerationTime {
  let sequences: Int
  /// Generated tokens, excluding the start token.
  let tokens: Int
  let seconds: Double
  /// Floating-point operations of the encoder and of all beams, each with the length of the output.
  let operations: Double
}

/// The report of `launch/peers/generate.py`.
struct GenerationPeer: Codable, Sendable {
  let sequencesPerSecond: Double
  let generatedTokensPerSecond: Double
  let peakResidentBytes: Int
  let torch: String
  let transformers: String
}

/// The result of `GenerationBenchmark`.
struct GenerationReport: BenchmarkReport {
  let benchmark = "generate"
  let machine = Machine.this
  let threads: Int
  let precision: Precision
  let shape: String
  let beams: Int
  let maximumLength: Int
  let batches: Int
  let sequencesPerSecond: Double
  let generatedTokensPerSecond: Double
  let peakResidentBytes: Int
  /// Operations that the model requires, in 10⁹ per second.
  let modelGigaflops: Double
  /// The rate of matrix products in this run, in 10⁹ operations per second.
  let limitGigaflops: Double
  /// `modelGigaflops` as a share of `limitGigaflops`.
  let ratio: Double
  let peer: Comparison?

  /// The same work in PyTorch, as the median of its rounds.
  struct Comparison: Encodable, Sendable {
    let sequencesPerSecond: Double
    let generatedTokensPerSecond: Double
    let peakResidentBytes: Int
    let torch: String
    let transformers: String
    /// Fovea's sequences per second divided by the peer's; above 1, Fovea is faster.
    let speedRatio: Double
    /// Fovea's peak memory divided by the peer's; below 1, Fovea needs less.
    let memoryRatio: Double
  }

  init(
    shape: String, threads: Int, precision: Precision, options: GenerationSettings, limitGigaflops: Double,
    peakMemory: Int,
    times: [GenerationTime],
    peers: [GenerationPeer]
  ) {
    let total = times.reduce(0) { $0 + $1.seconds }
    let speed = Double(times.reduce(0) { $0 + $1.sequences }) / total
    self.shape = shape
    self.threads = threads
    self.precision = precision
    beams = options.beams
    maximumLength = options.maximumLength
    batches = times.count
    sequencesPerSecond = speed
    generatedTokensPerSecond = Double(times.reduce(0) { $0 + $1.tokens }) / total
    peakResidentBytes = peakMemory
    modelGigaflops = times.reduce(0) { $0 + $1.operations } / total / 1e9
    self.limitGigaflops = limitGigaflops
    ratio = modelGigaflops / limitGigaflops
    peer = peers.last.map { last in
      let peerSpeed = median(peers.map(\.sequencesPerSecond))
      let peerMemory = median(peers.map { Double($0.peakResidentBytes) })
      return Comparison(
        sequencesPerSecond: peerSpeed, generatedTokensPerSecond: median(peers.map(\.generatedTokensPerSecond)),
        peakResidentBytes: Int(peerMemory), torch: last.torch, transformers: last.transformers,
        speedRatio: speed / peerSpeed, memoryRatio: Double(peakMemory) / peerMemory)
    }
  }

  var table: String {
    var rows = [
      ["", "Fovea"],
      ["sequences/s", sequencesPerSecond.decimals()],
      ["generated tokens/s", generatedTokensPerSecond.decimals(0)],
      ["peak memory, MB", "\(peakResidentBytes >> 20)"],
    ]
    if let peer {
      rows[0] += ["PyTorch", "ratio"]
      rows[1] += [peer.sequencesPerSecond.decimals(), peer.speedRatio.decimals()]
      rows[2] += [
        peer.generatedTokensPerSecond.decimals(0),
        (generatedTokensPerSecond / peer.generatedTokensPerSecond).decimals(),
      ]
      rows[3] += ["\(peer.peakResidentBytes >> 20)", peer.memoryRatio.decimals()]
    }
    rows += [
      ["model GFLOP/s", modelGigaflops.decimals(1)],
      ["limit of products in \(precision.rawValue), GFLOP/s", limitGigaflops.decimals(1)],
      ["share of the limit", (100 * ratio).decimals(0) + " %"],
    ]
    let versions = peer.map { ", torch \($0.torch), transformers \($0.transformers)" } ?? ""
    return
      "\(shape), \(batches) batches, \(beams) beams, at most \(maximumLength) tokens, \(threads) threads, \(precision.rawValue), "
      + "\(machine.cpu)\(versions)\n\n" + TextTable(measurements: rows).rendered(.table)
  }
}
