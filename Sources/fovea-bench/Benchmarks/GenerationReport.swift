import Basics
import Tensors

/// The result of `GenerationBenchmark`.
struct GenerationReport: BenchmarkReport {
  let benchmark = "generate"
  let machine = Machine.this
  let threads: Int
  let precision: Precision
  let shape: String
  let beams: Int
  let maximumLength: Int
  /// Whether no output could end before the maximum length.
  let forcedLength: Bool
  let pooled: Bool
  /// Timed calls.
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
  /// Hugging Face's transformers, in single precision.
  let peer: Comparison?
  /// CTranslate2 in single precision.
  let ctranslate2: Comparison?
  /// CTranslate2 with weights of 8 bits.
  let ctranslate2Int8: Comparison?

  /// The same work in a peer program, as the median of its rounds.
  struct Comparison: Encodable, Sendable {
    let sequencesPerSecond: Double
    let generatedTokensPerSecond: Double
    let peakResidentBytes: Int
    /// The size of the fastest batches if the sources were pooled; 0 for the file's batches.
    let batchSize: Int
    let torch: String?
    let transformers: String?
    let ctranslate2: String?
    /// Fovea's sequences per second divided by the peer's; above 1, Fovea is faster.
    let speedRatio: Double
    /// Fovea's peak memory divided by the peer's; below 1, Fovea needs less.
    let memoryRatio: Double

    fileprivate init?(_ peers: [GenerationPeer]?, speed: Double, memory: Int) {
      guard let peers, let last = peers.last else { return nil }
      let peerSpeed = median(peers.map(\.sequencesPerSecond))
      let peerMemory = median(peers.map { Double($0.peakResidentBytes) })
      sequencesPerSecond = peerSpeed
      generatedTokensPerSecond = median(peers.map(\.generatedTokensPerSecond))
      peakResidentBytes = Int(peerMemory)
      batchSize = last.batchSize
      (torch, transformers, ctranslate2) = (last.torch, last.transformers, last.ctranslate2)
      speedRatio = speed / peerSpeed
      memoryRatio = Double(memory) / peerMemory
    }
  }

  init(
    _ settings: GenerationBenchmark.Settings, limitGigaflops: Double, peakMemory: Int, times: [GenerationTime],
    peers: [GenerationPeer.Kind: [GenerationPeer]]
  ) {
    let total = times.reduce(0) { $0 + $1.seconds }
    let speed = Double(times.reduce(0) { $0 + $1.sequences }) / total
    shape = settings.model.name
    threads = settings.threads
    precision = settings.precision
    beams = settings.options.beams
    maximumLength = settings.options.maximumLength
    forcedLength = settings.options.minimumNewTokens > 0
    pooled = settings.isPooled
    batches = times.count
    sequencesPerSecond = speed
    generatedTokensPerSecond = Double(times.reduce(0) { $0 + $1.tokens }) / total
    peakResidentBytes = peakMemory
    modelGigaflops = times.reduce(0) { $0 + $1.operations } / total / 1e9
    self.limitGigaflops = limitGigaflops
    ratio = modelGigaflops / limitGigaflops
    peer = Comparison(peers[.transformers], speed: speed, memory: peakMemory)
    ctranslate2 = Comparison(peers[.ctranslate2], speed: speed, memory: peakMemory)
    ctranslate2Int8 = Comparison(peers[.ctranslate2Int8], speed: speed, memory: peakMemory)
  }

  var table: String {
    var rows = [["", "Fovea"], ["sequences/s", sequencesPerSecond.decimals()]]
    rows.append(["generated tokens/s", generatedTokensPerSecond.decimals(0)])
    rows.append(["peak memory, MB", "\(peakResidentBytes >> 20)"])
    for (name, peer) in [("PyTorch", peer), ("CTranslate2", ctranslate2), ("CTranslate2 int8", ctranslate2Int8)] {
      guard let peer else { continue }
      rows[0] += [peer.batchSize > 0 ? "\(name), by \(peer.batchSize)" : name, "ratio"]
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
    return title + "\n\n" + TextTable(measurements: rows).rendered(.table)
  }

  private var title: String {
    let length = forcedLength ? "\(maximumLength) tokens each" : "at most \(maximumLength) tokens"
    let sources = pooled ? "all sources in one call" : "\(batches) batches"
    var parts = [shape, sources, "\(beams) beams", length, "\(threads) threads", precision.rawValue, machine.cpu]
    parts += [peer?.torch.map { "torch \($0)" }, peer?.transformers.map { "transformers \($0)" }].compactMap { $0 }
    parts += [ctranslate2?.ctranslate2.map { "ctranslate2 \($0)" }].compactMap { $0 }
    return parts.joined(separator: ", ")
  }
}
