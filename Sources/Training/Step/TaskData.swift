import Basics
import CodeT5
import Corpus
import Tokenization

/// One data set of a run: the encoded samples, and the reference texts for generated outputs.
package struct TaskData: Sendable {
  package let corpus: EncodedCorpus
  package let skipped: [DataLineError]
  /// Where the data came from, and problems with the cache.
  package let remarks: [Remark]

  /// Takes the data set from the cache, or reads and encodes its files.
  ///
  /// - Parameters:
  ///   - cache: nil for none.
  ///   - threads: how many threads encode.
  /// - Throws: errors in the files; `InvalidSetting` for a limit too small.
  package init(_ source: CorpusSource, cache: CorpusCache? = nil, threads: Int = 1) throws {
    let found = try EncodedCorpus.read(source, cache: cache, threads: threads)
    corpus = found.value.corpus
    skipped = found.value.skipped
    let note = found.wasHit ? [Remark.note("\(source.files.targetPath): taken from \(cache?.folder ?? "")")] : []
    remarks = note + found.warnings.map { .warning("\($0)") }
  }

  package init(_ files: TaskFiles, tokenizer: Tokenizer, limits: LengthLimits, maximumBadLines: Int) throws {
    try self.init(CorpusSource(files, tokenizer: tokenizer, limits: limits, maximumBadLines: maximumBadLines))
  }

  /// The targets as text.
  package var references: TextList { corpus.targets }
  package var sources: TextList { corpus.sources }

  /// Packs samples for the model.
  package func pack(_ positions: [Int], startToken: Int32) -> PackedBatch {
    let samples = positions.map { corpus.samples[$0] }
    return PackedBatch(
      sources: samples.map(\.source), targets: samples.map(\.target), samples: samples.map(\.identifier),
      startToken: startToken)
  }
}

extension TaskData {
  /// Only the samples of the first `count` batches of an epoch, to check whether a model can overfit them; of all batches
  /// if there are no more.
  package func firstBatches(_ count: Int, _ settings: BatchSettings, seed: UInt64) throws -> TaskData {
    var schedule = try BatchSchedule(lengths: corpus.lengths, settings: settings, seed: seed)
    return selecting((0..<min(count, schedule.stepsInEpoch)).flatMap { _ in schedule.next().samples })
  }

  /// Only the first `count` samples; all if there are no more.
  package func first(_ count: Int) -> TaskData { selecting(Array(corpus.samples.indices.prefix(count))) }

  /// `count` of the samples, drawn by a seed, in their order; all of them for 0.
  ///
  /// - Throws: `InvalidSetting` if there are fewer.
  package func drawn(_ count: Int, seed: UInt64) throws -> TaskData {
    guard count > 0 else { return self }
    let indices = corpus.samples.indices
    guard count <= indices.count else {
      throw InvalidSetting(
        "data.train_samples", "is \(count), but there are \(indices.count) training samples",
        remedy: "0 takes all of them")
    }
    var stream = RandomStream(seed: seed, purpose: .trainingSamples)
    return selecting(indices.shuffled(using: &stream).prefix(count).sorted())
  }

  private func selecting(_ positions: [Int]) -> TaskData {
    TaskData(corpus: corpus.selecting(positions), skipped: skipped, remarks: remarks)
  }

  private init(corpus: EncodedCorpus, skipped: [DataLineError], remarks: [Remark]) {
    self.corpus = corpus
    self.skipped = skipped
    self.remarks = remarks
  }
}
