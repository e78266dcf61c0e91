import CodeT5
import Corpus

/// How the batches of a run divide among its ranks.
///
/// The batches are those of the run's own plan and shards, so a batch with fewer samples than ranks, or with samples of
/// unequal length, costs what it really costs.
struct ShardWork: Sendable {
  /// For each batch, the micro-batches of each rank.
  let shards: [[RankShard]]
  let lengths: [SampleLength]
  /// The mean tokens, source and target, of a batch.
  let tokens: Double

  /// More batches than these change the means by little.
  private static let mostBatches = 8
  /// Samples times ranks that are worth dividing.
  private static let mostWork = 60_000_000

  /// - Parameters:
  ///   - lengths: the lengths of the data set; repeated if the batches need more samples.
  ///   - growth: how many times as large as configured a batch is.
  init(lengths: [SampleLength], _ settings: BatchSettings, growth: Double, ranks: Int, seed: UInt64) {
    var grown = settings
    grown.batchTokens = Int(Double(settings.batchTokens) * growth)
    grown.batchSamples = Int(Double(settings.batchSamples) * growth)
    var all = lengths
    var plan = BatchPlan(lengths: all, settings: grown, seed: seed, epoch: 0)
    // The last batch is usually not full.
    while plan.batches.count < 2, all.count < 1 << 26 {
      all += all
      plan = BatchPlan(lengths: all, settings: grown, seed: seed, epoch: 0)
    }
    let full = plan.batches.count > 1 ? Array(plan.batches.dropLast()) : plan.batches
    let work = max(1, (full.first?.samples.count ?? 1) * ranks)
    let chosen = Array(full.prefix(max(1, min(Self.mostBatches, Self.mostWork / work))))
    shards = chosen.map { $0.shards(ranks: ranks, lengths: all, microBatchTokens: settings.microBatchTokens) }
    self.lengths = all
    tokens = Double(chosen.reduce(0) { $0 + $1.sourceTokens + $1.targetTokens }) / Double(max(1, chosen.count))
  }

  /// The work of the slowest rank in each batch, in operations: of all its micro-batches, and of the last of them.
  func slowest(_ demand: ModelDemand, _ switches: PlanSwitches) -> [(all: Double, last: Double)] {
    shards.map { ranks in
      ranks.map { shard in
        let each = shard.microBatches.map { demand.operations($0, lengths, switches) }
        return (all: each.reduce(0, +), last: each.last ?? 0)
      }.max { $0.all < $1.all } ?? (0, 0)
    }
  }

  /// The micro-batch with the most tokens.
  var largestMicroBatch: ActivationEstimate.Tokens {
    func sizes(_ samples: some Sequence<Int>) -> (source: [Int], target: [Int]) {
      (samples.map { lengths[$0].source }, samples.map { lengths[$0].target })
    }
    let all = shards.lazy.flatMap { $0 }.flatMap(\.microBatches).map { sizes($0) }
    let largest = all.max { first, second in
      (first.source + first.target).reduce(0, +) < (second.source + second.target).reduce(0, +)
    }
    return ActivationEstimate.Tokens(
      source: largest?.source.reduce(0, +) ?? 0, target: largest?.target.reduce(0, +) ?? 0,
      longestSource: largest?.source.max() ?? 0, longestTarget: largest?.target.max() ?? 0)
  }
}
