/// What `StepBenchmark` measured.
package struct StepReport: BenchmarkReport {
  package let benchmark = "step"
  package let machine = Machine.this
  package let threads: Int
  package let shape: String
  package let dropout: Float
  package let steps: Int
  package let samplesPerBatch: Int
  package let isGrouped: Bool

  /// Source and target tokens of one second, padding never counted.
  package let realTokensPerSecond: Double
  /// The median step.
  package let secondsPerStep: Double
  /// Shares of the time of all steps.
  package let forwardAndBackwardShare: Double
  package let optimizerShare: Double
  package let peakResidentBytes: Int

  /// Operations that the model needs, in 10⁹ per second.
  package let modelGigaflops: Double
  /// What matrix products reach in this run, in 10⁹ per second.
  package let limitGigaflops: Double
  /// The former as a share of the latter.
  package let ratio: Double

  package let peer: Comparison?

  /// The same work by PyTorch, the median of its rounds.
  package struct Comparison: Encodable, Sendable {
    package let realTokensPerSecond: Double
    package let paddedTokensPerSecond: Double
    package let secondsPerStep: Double
    package let peakResidentBytes: Int
    package let torch: String
    package let transformers: String
    /// Fovea's real tokens per second over the peer's; above 1, Fovea is faster.
    package let speedRatio: Double
    /// Fovea's peak memory over the peer's; below 1, Fovea needs less.
    package let memoryRatio: Double
  }

  init(
    shape: String, threads: Int, batches: BenchmarkBatches, dropout: Float, limitGigaflops: Double,
    peakMemory: Int, times: [StepTime], peers: [StepPeer]
  ) {
    let total = times.reduce(0) { $0 + $1.seconds }
    let speed = Double(times.reduce(0) { $0 + $1.tokens }) / total
    self.shape = shape
    self.threads = threads
    self.dropout = dropout
    steps = times.count
    samplesPerBatch = batches.batches.first?.source.count ?? 0
    isGrouped = batches.isGrouped
    realTokensPerSecond = speed
    secondsPerStep = median(times.map(\.seconds))
    optimizerShare = times.reduce(0) { $0 + $1.optimizerSeconds } / total
    forwardAndBackwardShare = 1 - optimizerShare
    peakResidentBytes = peakMemory
    modelGigaflops = times.reduce(0) { $0 + $1.operations } / total / 1e9
    self.limitGigaflops = limitGigaflops
    ratio = modelGigaflops / limitGigaflops
    peer = peers.last.map { last in
      let peerSpeed = median(peers.map(\.realTokensPerSecond))
      let peerMemory = median(peers.map { Double($0.peakResidentBytes) })
      return Comparison(
        realTokensPerSecond: peerSpeed, paddedTokensPerSecond: median(peers.map(\.paddedTokensPerSecond)),
        secondsPerStep: median(peers.map(\.secondsPerStep)), peakResidentBytes: Int(peerMemory), torch: last.torch,
        transformers: last.transformers, speedRatio: speed / peerSpeed, memoryRatio: Double(peakMemory) / peerMemory)
    }
  }

  package var table: String {
    var rows = [
      ["", "Fovea"],
      ["real tokens/s", decimal(realTokensPerSecond, 0)],
      ["seconds/step, median", decimal(secondsPerStep, 3)],
      ["peak memory, MB", "\(peakResidentBytes >> 20)"],
    ]
    if let peer {
      rows[0] += ["PyTorch", "ratio"]
      rows[1] += [decimal(peer.realTokensPerSecond, 0), decimal(peer.speedRatio)]
      rows[2] += [decimal(peer.secondsPerStep, 3), decimal(peer.secondsPerStep / secondsPerStep)]
      rows[3] += ["\(peer.peakResidentBytes >> 20)", decimal(peer.memoryRatio)]
    }
    rows += [
      ["model GFLOP/s", decimal(modelGigaflops, 1)],
      ["sgemm limit, GFLOP/s", decimal(limitGigaflops, 1)],
      ["share of the limit", decimal(100 * ratio, 0) + " %"],
      ["forward and backward", decimal(100 * forwardAndBackwardShare, 0) + " %"],
      ["optimizer", decimal(100 * optimizerShare, 0) + " %"],
    ]
    let versions = peer.map { ", torch \($0.torch), transformers \($0.transformers)" } ?? ""
    return "\(shape), \(steps) steps of \(samplesPerBatch) pairs\(isGrouped ? " grouped by length" : ""), "
      + "\(threads) threads, \(machine.cpu)\(versions)\n\n" + alignedTable(rows)
  }
}
