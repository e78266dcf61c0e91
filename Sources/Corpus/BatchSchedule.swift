/// A position in training: the batch that comes next. Epochs count from 0, and so do the steps of each epoch.
package struct BatchCursor: Sendable, Equatable, Codable, Comparable {
  package var epoch: Int
  package var step: Int

  package init(epoch: Int = 0, step: Int = 0) {
    self.epoch = epoch
    self.step = step
  }

  package static func < (left: BatchCursor, right: BatchCursor) -> Bool {
    (left.epoch, left.step) < (right.epoch, right.step)
  }
}

/// The endless sequence of a run's batches. It can start at any cursor for the cost of planning one epoch.
package struct BatchSchedule: Sendable {
  package let lengths: [SampleLength]
  package let settings: BatchSettings
  package let seed: UInt64
  /// The position of the batch that `next` returns; save it to continue from here.
  package private(set) var cursor: BatchCursor
  private var plan: BatchPlan

  /// - Throws: `InvalidSetting` if the settings allow no batch or a sample fits into none.
  /// - Precondition: there is at least one sample.
  package init(
    lengths: [SampleLength], settings: BatchSettings, seed: UInt64, from cursor: BatchCursor = BatchCursor()
  ) throws {
    precondition(!lengths.isEmpty, "a schedule needs samples")
    try settings.validate()
    try settings.requireRoom(forSampleOf: lengths.reduce(0) { max($0, $1.tokens) })
    self.lengths = lengths
    self.settings = settings
    self.seed = seed
    self.cursor = cursor
    plan = BatchPlan(lengths: lengths, settings: settings, seed: seed, epoch: cursor.epoch)
    stepIntoNextEpochAtItsEnd()
  }

  /// The number of steps in the cursor's epoch. Epochs differ by a few steps because their batches fill differently.
  package var stepsInEpoch: Int { plan.batches.count }

  /// The total number of steps of epochs 0 to `epochs` − 1, but at most `limit`.
  ///
  /// - Complexity: plans epochs until the limit is reached.
  package func steps(inEpochs epochs: Int, atMost limit: Int = .max) -> Int {
    var sum = 0
    for epoch in 0..<epochs {
      if sum >= limit { break }
      sum += BatchPlan(lengths: lengths, settings: settings, seed: seed, epoch: epoch).batches.count
    }
    return min(sum, limit)
  }

  /// Returns the batch at the cursor and advances the cursor; an epoch's last batch is followed by the next epoch.
  package mutating func next() -> GlobalBatch {
    let batch = plan.batches[cursor.step]
    cursor.step += 1
    stepIntoNextEpochAtItsEnd()
    return batch
  }

  /// Distributes a batch over the ranks; see `GlobalBatch.shards`.
  package func shards(of batch: GlobalBatch, ranks: Int) -> [RankShard] {
    batch.shards(ranks: ranks, lengths: lengths, microBatchTokens: settings.microBatchTokens)
  }

  private mutating func stepIntoNextEpochAtItsEnd() {
    guard cursor.step >= plan.batches.count else { return }
    cursor = BatchCursor(epoch: cursor.epoch + 1)
    plan = BatchPlan(lengths: lengths, settings: settings, seed: seed, epoch: cursor.epoch)
  }
}
