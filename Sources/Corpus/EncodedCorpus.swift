import Basics

/// An encoded data set, ready for batching, with the texts that it was made from.
package struct EncodedCorpus: Sendable {
  package let samples: SampleList

  /// Encodes every sample.
  ///
  /// - Throws: `InvalidSetting` if a limit is too small.
  /// - Complexity: tokenizes the whole text once, on the calling thread.
  package init(_ raw: RawCorpus, encoder: SampleEncoder, limits: LengthLimits = LengthLimits()) throws {
    self.init(try CorpusStorage(raw, encoder: encoder, limits: limits))
  }

  /// The data set and its unusable lines, from the cache if it has them, or else from the files.
  ///
  /// - Throws: errors in the files; `InvalidSetting` for a limit too small.
  package static func read(
    _ source: CorpusSource, cache: CorpusCache?, threads: Int
  ) throws -> Cached<(corpus: EncodedCorpus, skipped: [DataLineError])> {
    let found =
      try cache?.storage(source, threads: threads) ?? Cached(value: try source.encoded(threads: threads))
    return Cached(
      value: (EncodedCorpus(found.value), source.skipped(found.value)), wasHit: found.wasHit,
      warnings: found.warnings)
  }

  init(_ storage: CorpusStorage, positions: [Int]? = nil) {
    samples = SampleList(storage: storage, positions: positions)
  }

  /// The samples at these positions, with the statistics of the whole set.
  package func selecting(_ positions: [Int]) -> EncodedCorpus {
    EncodedCorpus(samples.storage, positions: positions.map { samples.positions?[$0] ?? $0 })
  }

  /// The counts over the whole set.
  package var statistics: CorpusStatistics { samples.storage.account.statistics }

  /// The texts of the samples, in the order of `samples`.
  package var sources: TextList { TextList(samples, side: 0) }
  package var targets: TextList { TextList(samples, side: 1) }

  /// The lengths for planning batches, in the order of `samples`.
  package var lengths: [SampleLength] { samples.indices.map { samples.length($0) } }

  /// A description that two ranks, or a run and its continuation, compare to verify that they have the same data.
  package var manifest: CorpusManifest {
    CorpusManifest(
      samples: samples.count, sourceTokens: statistics.sourceTokens, targetTokens: statistics.targetTokens,
      contentHash: samples.positions == nil ? samples.storage.account.contentHash : hashOfSamples)
  }

  private var hashOfSamples: String {
    var hash = FNV1a64()
    for sample in samples {
      hash.combine(word: UInt64(sample.identifier))
      for side in [sample.source, sample.target] {
        hash.combine(word: UInt64(side.count))
        for id in side { hash.combine(id: id) }
      }
    }
    return hash.hexadecimal
  }
}

/// The generic `combine` of another module is not specialised, and a data set has millions of ids.
extension FNV1a64 {
  mutating func combine(word: UInt64) {
    for place in 0..<8 { combine(byte: UInt8(truncatingIfNeeded: word >> (8 * UInt64(place)))) }
  }

  mutating func combine(id: Int32) {
    for place in 0..<4 { combine(byte: UInt8(truncatingIfNeeded: id >> (8 * Int32(place)))) }
  }
}
