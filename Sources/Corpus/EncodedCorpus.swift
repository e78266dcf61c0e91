import Basics

/// An encoded data set in memory, ready for batching.
package struct EncodedCorpus: Sendable {
  package let samples: [Sample]
  package let statistics: CorpusStatistics

  /// Encodes every sample.
  ///
  /// - Throws: `InvalidSetting` if a limit is too small.
  /// - Complexity: tokenizes the whole text once, on the calling thread.
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

  /// The samples at these positions, with the statistics of the whole set.
  package func selecting(_ positions: [Int]) -> EncodedCorpus {
    EncodedCorpus(samples: positions.map { samples[$0] }, statistics: statistics)
  }

  private init(samples: [Sample], statistics: CorpusStatistics) {
    self.samples = samples
    self.statistics = statistics
  }

  /// The lengths for planning batches, in the order of `samples`.
  package var lengths: [SampleLength] {
    samples.map { SampleLength(source: $0.source.count, target: $0.target.count) }
  }

  /// A description that two ranks, or a run and its continuation, compare to verify that they have the same data.
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
  /// Tokens left after truncation.
  package var sourceTokens = 0
  package var targetTokens = 0
  /// The longest source and target before truncation.
  package var longestSource = 0
  package var longestTarget = 0
  /// Samples whose source or target was longer than the limit and was truncated.
  package var truncatedSources = 0
  package var truncatedTargets = 0
  /// Samples whose target has no token between `<s>` and `</s>`.
  package var emptyTargets = 0
  /// Unusable lines that were skipped.
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

  /// One line for a log; mentions truncated, empty and skipped samples only if there are any.
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
