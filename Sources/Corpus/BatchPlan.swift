import Basics

/// One epoch's batches: a pure function of lengths, settings, seed and epoch. All ranks therefore agree on them without
/// a message, and the number of ranks changes neither their content nor their order.
package struct BatchPlan: Sendable, Equatable {
  package let batches: [GlobalBatch]

  /// Shuffles the samples, groups them by length if `settings` say so, and starts a new batch where the next sample
  /// would exceed a limit.
  ///
  /// Every sample is in exactly one batch. A sample that exceeds `batchTokens` by itself gets a batch of its own.
  ///
  /// - Complexity: O(n log n).
  package init(lengths: [SampleLength], settings: BatchSettings, seed: UInt64, epoch: Int) {
    var order = Array(lengths.indices)
    var sampleStream = RandomStream(seed: seed, purpose: .shuffling, epoch, 0)
    order.shuffle(with: &sampleStream)
    if settings.groupingWindow > 1 {
      order = Self.grouped(order, lengths: lengths, window: settings.groupingWindow)
    }
    var batches = Self.cut(order, lengths: lengths, settings: settings)
    if settings.groupingWindow > 1 {
      // Otherwise a window's batches would be ordered by length.
      var batchStream = RandomStream(seed: seed, purpose: .shuffling, epoch, 1)
      batches.shuffle(with: &batchStream)
    }
    self.batches = batches
  }

  /// Sorts each window by cost, alternately ascending and descending, so neighbours are similar across windows too.
  private static func grouped(_ order: [Int], lengths: [SampleLength], window: Int) -> [Int] {
    stride(from: 0, to: order.count, by: window).flatMap { start in
      let sorted = order[start..<min(start + window, order.count)]
        .map { (cost: lengths[$0].cost, sample: $0) }
        .sorted { ($0.cost, $0.sample) < ($1.cost, $1.sample) }
        .map(\.sample)
      return start / window % 2 == 0 ? sorted : sorted.reversed()
    }
  }

  private static func cut(_ order: [Int], lengths: [SampleLength], settings: BatchSettings) -> [GlobalBatch] {
    let mostTokens = settings.batchTokens > 0 ? settings.batchTokens : .max
    let mostSamples = settings.batchSamples > 0 ? settings.batchSamples : .max
    var batches: [GlobalBatch] = []
    var samples: [Int] = []
    var tokens = 0
    for sample in order {
      let more = lengths[sample].tokens
      if !samples.isEmpty && (tokens + more > mostTokens || samples.count == mostSamples) {
        batches.append(GlobalBatch(samples: samples, lengths: lengths))
        (samples, tokens) = ([], 0)
      }
      samples.append(sample)
      tokens += more
    }
    return samples.isEmpty ? batches : batches + [GlobalBatch(samples: samples, lengths: lengths)]
  }
}

extension Array {
  /// The Fisher–Yates shuffle. The standard library may change its shuffle between versions, but old runs must stay
  /// reproducible.
  fileprivate mutating func shuffle(with stream: inout RandomStream) {
    for last in indices.dropFirst().reversed() {
      let other = Int(stream.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      swapAt(last, other)
    }
  }
}
