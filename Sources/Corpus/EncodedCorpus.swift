import Basics

/// A data set in memory, ready to be batched.
package struct EncodedCorpus: Sendable {
  package let samples: [Sample]
  package let statistics: CorpusStatistics

  /// Encodes every sample.
  ///
  /// - Throws: `InvalidSetting` when a limit is too small.
  /// - Complexity: one tokenization of the whole text, on the calling thread.
  package init(_ raw: RawCorpus, encoder: SampleEncoder, limits: LengthLimits = LengthLimits()) throws {
    try limits.validate()
    var statistics = CorpusStatistics(skippedLines: raw.skipped.count)
    samples = raw.samples.map { sample in
      let source = encoder.ids(of: sample.source, limit: limits.source)
      let target = encoder.ids(of: sample.target, limit: limits.target)
      statistics.count(source: source.fullLength, target: target.fullLength, limits: limits)
      return Sample(identifier: sample.identifier, source: source.ids, target: target.ids)
    }
    self.statistics = statistics
  }

  /// The samples at these positions; the statistics stay those of the whole set.
  package func selecting(_ positions: [Int]) -> EncodedCorpus {
    EncodedCorpus(samples: positions.map { samples[$0] }, statistics: statistics)
  }

  private init(samples: [Sample], statistics: CorpusStatistics) {
    self.samples = samples
    self.statistics = statistics
  }

  /// The lengths that batches are planned by, in the order of `samples`.
  package var lengths: [SampleLength] {
    samples.map { SampleLength(source: $0.source.count, target: $0.target.count) }
  }

  /// What two ranks, or a run and its continuation, compare to know that they hold the same data.
  package var manifest: CorpusManifest {
    var hash = FNV1a64()
    for sample in samples {
      hash.combine(UInt64(sample.identifier))
      for side in [sample.source, sample.target] {
        hash.combine(UInt64(side.count))
        for id in side { hash.combine(UInt32(bitPattern: id)) }
      }
    }
    return CorpusManifest(
      samples: samples.count, sourceTokens: statistics.sourceTokens, targetTokens: statistics.targetTokens,
      contentHash: hash.hexadecimal)
  }
}

/// Counts over a data set. Tokens include `<s>` and `</s>`.
package struct CorpusStatistics: Sendable, Equatable, Codable {
  package var samples = 0
  /// Tokens that are left after truncation.
  package var sourceTokens = 0
  package var targetTokens = 0
  /// The longest sides before truncation.
  package var longestSource = 0
  package var longestTarget = 0
  /// Samples of which a side was longer than the limit and was cut.
  package var truncatedSources = 0
  package var truncatedTargets = 0
  /// Samples whose target has no token between `<s>` and `</s>`.
  package var emptyTargets = 0
  /// Unusable lines that were left out.
  package var skippedLines = 0

  init(skippedLines: Int) {
    self.skippedLines = skippedLines
  }

  mutating func count(source: Int, target: Int, limits: LengthLimits) {
    samples += 1
    sourceTokens += min(source, limits.source)
    targetTokens += min(target, limits.target)
    longestSource = max(longestSource, source)
    longestTarget = max(longestTarget, target)
    truncatedSources += source > limits.source ? 1 : 0
    truncatedTargets += target > limits.target ? 1 : 0
    emptyTargets += target == 2 ? 1 : 0
  }

  /// One line for a log; truncated, empty and skipped samples are named only when there are some.
  package var summary: String {
    var parts = [
      "\(samples) samples", "\(sourceTokens) source and \(targetTokens) target tokens",
      "longest \(longestSource) and \(longestTarget)",
    ]
    if truncatedSources + truncatedTargets > 0 {
      parts.append("truncated \(truncatedSources) sources and \(truncatedTargets) targets")
    }
    if emptyTargets > 0 { parts.append("\(emptyTargets) empty targets") }
    if skippedLines > 0 { parts.append("skipped \(skippedLines) unusable lines") }
    return parts.joined(separator: ", ")
  }
}
