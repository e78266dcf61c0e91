import Basics
import Tensors
import Training

/// The result of `StepBenchmark`.
struct StepReport: BenchmarkReport {
  let benchmark = "step"
  let machine = Machine.this
  let threads: Int
  let precision: Precision
  let shape: String
  let dropout: Float
  let steps: Int
  let samplesPerBatch: Int
  let isGrouped: Bool

  /// Source and target tokens per second, excluding padding.
  let realTokensPerSecond: Double
  /// The median over the steps.
  let secondsPerStep: Double
  /// Shares of the total time of all steps.
  let forwardAndBackwardShare: Double
  let optimizerShare: Double
  let peakResidentBytes: Int

  /// Operations that the model requires, in 10⁹ per second.
  let modelGigaflops: Double
  /// The rate of matrix products in this run, in 10⁹ operations per second.
  let limitGigaflops: Double
  /// `modelGigaflops` as a share of `limitGigaflops`.
  let ratio: Double

  let peer: Comparison?
  /// What steps after the measurement spent their time on; nil if that was not asked for.
  var profile: StepProfile.Summary?
  /// The same as text.
  var profileTable = ""

  private enum CodingKeys: String, CodingKey {
    case benchmark, machine, threads, precision, shape, dropout, steps, samplesPerBatch, isGrouped
    case realTokensPerSecond, secondsPerStep, forwardAndBackwardShare, optimizerShare, peakResidentBytes
    case modelGigaflops, limitGigaflops, ratio, peer, profile
  }

  /// The same work in PyTorch, as the median of its rounds.
  struct Comparison: Encodable, Sendable {
    let realTokensPerSecond: Double
    let paddedTokensPerSecond: Double
    let secondsPerStep: Double
    let peakResidentBytes: Int
    let torch: String
    let transformers: String
    /// Fovea's real tokens per second divided by the peer's; above 1, Fovea is faster.
    let speedRatio: Double
    /// Fovea's peak memory divided by the peer's; below 1, Fovea needs less.
    let memoryRatio: Double
  }

  init(
    shape: String, threads: Int, precision: Precision, batches: BenchmarkBatches, dropout: Float,
    limitGigaflops: Double,
    peakMemory: Int, times: [StepTime], peers: [StepPeer]
  ) {
    let total = times.reduce(0) { $0 + $1.seconds }
    let speed = Double(times.reduce(0) { $0 + $1.tokens }) / total
    self.shape = shape
    self.threads = threads
    self.precision = precision
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

  var table: String {
    var rows = [
      ["", "Fovea"],
      ["real tokens/s", realTokensPerSecond.decimals(0)],
      ["seconds/step, median", secondsPerStep.decimals(3)],
      ["peak memory, MB", "\(peakResidentBytes >> 20)"],
    ]
    if let peer {
      rows[0] += ["PyTorch", "ratio"]
      rows[1] += [peer.realTokensPerSecond.decimals(0), peer.speedRatio.decimals()]
      rows[2] += [peer.secondsPerStep.decimals(3), (peer.secondsPerStep / secondsPerStep).decimals()]
      rows[3] += ["\(peer.peakResidentBytes >> 20)", peer.memoryRatio.decimals()]
    }
    rows += [
      ["model GFLOP/s", modelGigaflops.decimals(1)],
      ["limit of products in \(precision.rawValue), GFLOP/s", limitGigaflops.decimals(1)],
      ["share of the limit", (100 * ratio).decimals(0) + " %"],
      ["forward and backward", (100 * forwardAndBackwardShare).decimals(0) + " %"],
      ["optimizer", (100 * optimizerShare).decimals(0) + " %"],
    ]
    let versions = peer.map { ", torch \($0.torch), transformers \($0.transformers)" } ?? ""
    return "\(shape), \(steps) steps of \(samplesPerBatch) pairs\(isGrouped ? " grouped by length" : ""), "
      + "\(threads) threads, \(precision.rawValue), \(machine.cpu)\(versions)\n\n"
      + TextTable(measurements: rows).rendered(.table) + (profileTable.isEmpty ? "" : "\n\n\(profileTable)")
  }
}
