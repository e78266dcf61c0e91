/// The samples of one optimiser step on all ranks together.
package struct GlobalBatch: Sendable, Equatable {
  /// Positions in the data set, in the plan's order.
  package let samples: [Int]
  package let sourceTokens: Int
  /// The number of tokens that the loss is averaged over; every rank knows it without communication.
  package let targetTokens: Int

  /// - Parameter lengths: the lengths of the whole data set.
  package init(samples: [Int], lengths: [SampleLength]) {
    self.samples = samples
    sourceTokens = samples.reduce(0) { $0 + lengths[$1].source }
    targetTokens = samples.reduce(0) { $0 + lengths[$1].target }
  }
}

extension GlobalBatch {
  /// Distributes the batch over all ranks, balanced by cost.
  ///
  /// Takes the longest samples first and gives each to the rank with the least cost so far (Graham, "Bounds on
  /// multiprocessing timing anomalies", 1969: at most 4/3 of the best possible maximum). Ties go to the earlier sample
  /// and the lower rank, so every rank computes the same shards. Each rank's samples are then packed into micro-batches
  /// by first fit.
  ///
  /// - Parameters:
  ///   - lengths: the lengths of the whole data set.
  ///   - microBatchTokens: most tokens of a micro-batch; 0 for no limit. A longer sample gets a micro-batch of its own.
  /// - Returns: one shard for each rank; their union is the batch.
  package func shards(ranks: Int, lengths: [SampleLength], microBatchTokens: Int) -> [RankShard] {
    precondition(ranks > 0, "at least one rank")
    let longestFirst = samples.enumerated()
      .map { (cost: lengths[$1].cost, position: $0, sample: $1) }
      .sorted { $0.cost != $1.cost ? $0.cost > $1.cost : $0.position < $1.position }
    var loads = [Double](repeating: 0, count: ranks)
    var shards = [[Int]](repeating: [], count: ranks)
    for (cost, _, sample) in longestFirst {
      let rank = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      loads[rank] += cost
      shards[rank].append(sample)
    }
    return shards.map { RankShard(microBatches: Self.pack($0, lengths: lengths, limit: microBatchTokens)) }
  }

  /// First fit over samples by descending cost.
  private static func pack(_ samples: [Int], lengths: [SampleLength], limit: Int) -> [[Int]] {
    let limit = limit > 0 ? limit : .max
    var bins: [(tokens: Int, samples: [Int])] = []
    for sample in samples {
      let tokens = lengths[sample].tokens
      if let bin = bins.firstIndex(where: { $0.tokens + tokens <= limit }) {
        bins[bin].tokens += tokens
        bins[bin].samples.append(sample)
      } else {
        bins.append((tokens, [sample]))
      }
    }
    return bins.map(\.samples)
  }
}
