import Basics
import Corpus
import Testing

/// Sets of lengths to plan with: random ones of several sizes, drawn from a stream.
private func randomLengths(_ count: Int, seed: UInt64 = 1) -> [SampleLength] {
  var stream = RandomStream(seed: seed, purpose: .testData)
  return (0..<count).map { _ in
    SampleLength(source: 3 + Int(stream.next() % 254), target: 3 + Int(stream.next() % 254))
  }
}

private func settings(
  tokens: Int = 4_096, samples: Int = 0, microTokens: Int = 1_024, window: Int = 0
) -> BatchSettings {
  var settings = BatchSettings()
  settings.batchTokens = tokens
  settings.batchSamples = samples
  settings.microBatchTokens = microTokens
  settings.groupingWindow = window
  return settings
}

struct BatchPlanTests {
  static let variants = [
    settings(), settings(samples: 7), settings(tokens: 0, samples: 16), settings(window: 100), settings(tokens: 600),
  ]

  @Test(arguments: variants, [1, 2, 37, 500])
  func everySampleIsInExactlyOneBatch(_ settings: BatchSettings, _ count: Int) {
    let lengths = randomLengths(count)
    let plan = BatchPlan(lengths: lengths, settings: settings, seed: 3, epoch: 2)
    #expect(plan.batches.flatMap(\.samples).sorted() == Array(0..<count))
    for batch in plan.batches {
      #expect(batch.sourceTokens == batch.samples.reduce(0) { $0 + lengths[$1].source })
      #expect(batch.targetTokens == batch.samples.reduce(0) { $0 + lengths[$1].target })
      if settings.batchTokens > 0 { #expect(batch.sourceTokens + batch.targetTokens <= settings.batchTokens) }
      if settings.batchSamples > 0 { #expect(batch.samples.count <= settings.batchSamples) }
      #expect(!batch.samples.isEmpty)
    }
  }

  @Test func batchesAreFilledAsFarAsTheNextSampleAllows() {
    let lengths = randomLengths(300)
    let plan = BatchPlan(lengths: lengths, settings: settings(), seed: 3, epoch: 0)
    for (batch, following) in zip(plan.batches, plan.batches.dropFirst()) {
      let next = lengths[following.samples[0]].tokens
      #expect(batch.sourceTokens + batch.targetTokens + next > 4_096)
    }
  }

  @Test(arguments: variants) func thePlanIsAFunctionOfSeedAndEpoch(_ settings: BatchSettings) {
    let lengths = randomLengths(400)
    func plan(_ seed: UInt64, _ epoch: Int) -> BatchPlan {
      BatchPlan(lengths: lengths, settings: settings, seed: seed, epoch: epoch)
    }
    #expect(plan(5, 1) == plan(5, 1))
    #expect(plan(5, 1) != plan(5, 2))
    #expect(plan(5, 1) != plan(6, 1))
    #expect(plan(5, 1) != plan(5 + 1 << 32, 1))
  }

  @Test func theOrderIsPinned() {
    // Computed apart in Python from the generator's definition. A change here breaks resuming every older run.
    let lengths = Array(repeating: SampleLength(source: 4, target: 4), count: 8)
    let plan = BatchPlan(lengths: lengths, settings: settings(tokens: 0, samples: 4), seed: 1, epoch: 0)
    #expect(plan.batches.map(\.samples) == [[6, 5, 2, 4], [0, 1, 7, 3]])
  }

  @Test func everyOrderIsAboutEquallyLikely() {
    let lengths = Array(repeating: SampleLength(source: 4, target: 4), count: 3)
    var counts: [[Int]: Int] = [:]
    for epoch in 0..<6_000 {
      let plan = BatchPlan(lengths: lengths, settings: settings(tokens: 0, samples: 3), seed: 1, epoch: epoch)
      counts[plan.batches[0].samples, default: 0] += 1
    }
    #expect(counts.count == 6)
    // 1,000 expected of each with a standard deviation of 29.
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 130 })
  }

  @Test func groupingMakesBatchesOfSimilarLengthInRandomOrder() {
    let lengths = randomLengths(2_000)
    func spread(_ window: Int) -> Double {
      let plan = BatchPlan(
        lengths: lengths, settings: settings(tokens: 0, samples: 16, window: window), seed: 1, epoch: 0)
      let ranges = plan.batches.map { batch in
        let costs = batch.samples.map { lengths[$0].cost }
        return (costs.max() ?? 0) - (costs.min() ?? 0)
      }
      return ranges.reduce(0, +) / Double(ranges.count)
    }
    #expect(spread(500) < 0.2 * spread(0))
    let plan = BatchPlan(lengths: lengths, settings: settings(tokens: 0, samples: 16, window: 500), seed: 1, epoch: 0)
    let costs = plan.batches.map { lengths[$0.samples[0]].cost }
    // In a random order, two of three neighbours are a peak or a valley; in a sorted one, none.
    let turns = (1..<costs.count - 1).count { (costs[$0] > costs[$0 - 1]) == (costs[$0] > costs[$0 + 1]) }
    #expect((70...95).contains(turns), "\(turns) of \(costs.count - 2)")
  }
}

struct RankShardTests {
  @Test(arguments: [1, 2, 3, 4, 8], [0, 300])
  func theUnionOverTheRanksIsTheBatch(_ ranks: Int, _ window: Int) {
    let lengths = randomLengths(700)
    let settings = settings(window: window)
    for batch in BatchPlan(lengths: lengths, settings: settings, seed: 9, epoch: 4).batches {
      let shards = batch.shards(ranks: ranks, lengths: lengths, microBatchTokens: settings.microBatchTokens)
      #expect(shards.count == ranks)
      #expect(shards.flatMap(\.samples).sorted() == batch.samples.sorted())
      for micro in shards.flatMap(\.microBatches) {
        #expect(!micro.isEmpty)
        #expect(micro.reduce(0) { $0 + lengths[$1].tokens } <= settings.microBatchTokens)
      }
    }
  }

  @Test func fewerSamplesThanRanksLeaveEmptyShards() {
    let lengths = randomLengths(3)
    let plan = BatchPlan(lengths: lengths, settings: settings(), seed: 1, epoch: 0)
    let shards = plan.batches[0].shards(ranks: 8, lengths: lengths, microBatchTokens: 512)
    #expect(shards.map(\.samples.count).sorted() == [0, 0, 0, 0, 0, 1, 1, 1])
    #expect(shards.count { $0.microBatches.isEmpty } == 5)
  }

  @Test func equalSamplesAreSharedOutEvenlyAndInOrder() {
    let lengths = Array(repeating: SampleLength(source: 10, target: 10), count: 6)
    let batch = GlobalBatch(samples: [5, 0, 4, 1, 3, 2], lengths: lengths)
    let shards = batch.shards(ranks: 2, lengths: lengths, microBatchTokens: 40)
    #expect(shards.map(\.microBatches) == [[[5, 4], [3]], [[0, 1], [2]]])
  }

  @Test(
    .enabled(if: PublicCorpora.hasJavaToCSharp, "needs the shared data (FOVEA_DATA)"),
    arguments: [(2, 0, 1.002), (4, 0, 1.005), (8, 0, 1.012), (2, 1_600, 1.008), (4, 1_600, 1.02), (8, 1_600, 1.05)])
  func ranksAreBalancedOnRealLengths(_ ranks: Int, _ window: Int, _ bound: Double) throws {
    let corpus = try EncodedCorpus(PublicCorpora.javaToCSharp.read(), encoder: .pieces)
    let lengths = corpus.lengths
    let settings = settings(tokens: 16_384, microTokens: 4_096, window: window)
    let plan = BatchPlan(lengths: lengths, settings: settings, seed: 1, epoch: 0)
    var slowest = 0.0
    var mean = 0.0
    for batch in plan.batches {
      let costs = batch.shards(ranks: ranks, lengths: lengths, microBatchTokens: 4_096)
        .map { $0.samples.reduce(0) { $0 + lengths[$1].cost } }
      slowest += costs.max() ?? 0
      mean += costs.reduce(0, +) / Double(ranks)
    }
    // The time lost by waiting for the slowest rank of each step, over an epoch.
    #expect(slowest / mean < bound, "\(slowest / mean)")
  }
}

struct BatchScheduleTests {
  @Test func aScheduleContinuesAtAnyCursor() throws {
    let lengths = randomLengths(120)
    var whole = try BatchSchedule(lengths: lengths, settings: settings(), seed: 7)
    var seen: [(cursor: BatchCursor, batch: GlobalBatch)] = []
    while whole.cursor.epoch < 3 { seen.append((whole.cursor, whole.next())) }
    for start in seen.indices {
      var resumed = try BatchSchedule(lengths: lengths, settings: settings(), seed: 7, from: seen[start].cursor)
      for expected in seen[start...].prefix(8) {
        #expect(resumed.cursor == expected.cursor)
        #expect(resumed.next() == expected.batch)
      }
    }
    for epoch in 0..<3 {
      let samples = seen.filter { $0.cursor.epoch == epoch }.flatMap(\.batch.samples)
      #expect(samples.sorted() == Array(0..<120))
    }
    #expect(whole.steps(inEpochs: 3) == seen.count)
    #expect(whole.steps(inEpochs: 3, atMost: seen.count - 1) == seen.count - 1)
    #expect(whole.steps(inEpochs: 3, atMost: seen.count + 1) == seen.count)
  }

  @Test func aCursorPastAnEpochsEndStartsTheNextEpoch() throws {
    let lengths = randomLengths(20)
    let schedule = try BatchSchedule(
      lengths: lengths, settings: settings(), seed: 7, from: BatchCursor(epoch: 1, step: 10_000))
    #expect(schedule.cursor == BatchCursor(epoch: 2, step: 0))
  }

  @Test func shardsFollowTheSettings() throws {
    let lengths = randomLengths(40)
    var schedule = try BatchSchedule(lengths: lengths, settings: settings(microTokens: 600), seed: 7)
    let batch = schedule.next()
    #expect(
      schedule.shards(of: batch, ranks: 2) == batch.shards(ranks: 2, lengths: lengths, microBatchTokens: 600))
  }

  @Test func impossibleSettingsAreNamedByTheirKey() {
    let lengths = [SampleLength(source: 200, target: 100)]
    let cases = [
      (settings(tokens: 299), "batch_tokens"), (settings(microTokens: 299), "micro_batch_tokens"),
      (settings(tokens: 0, samples: 0), "batch_tokens"), (settings(samples: -1), "batch_samples"),
      (settings(window: -1), "grouping_window"),
    ]
    for (settings, key) in cases {
      let error = #expect(throws: InvalidSetting.self) {
        try BatchSchedule(lengths: lengths, settings: settings, seed: 1)
      }
      #expect(error?.keyPath == key)
    }
    #expect(throws: Never.self) {
      try BatchSchedule(lengths: lengths, settings: settings(tokens: 300, microTokens: 300), seed: 1)
    }
  }
}
