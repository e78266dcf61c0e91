import Basics
import CodeT5
import Corpus
import Tokenization

/// One data set of a run: the encoded samples, and the reference texts for generated outputs.
package struct TaskData: Sendable {
  package let corpus: EncodedCorpus
  package let references: [String]
  package let sources: [String]
  package let skipped: [DataLineError]

  package init(_ files: TaskFiles, tokenizer: Tokenizer, limits: LengthLimits, maximumBadLines: Int) throws {
    let raw = try files.read(maximumBadLines: maximumBadLines)
    let special = tokenizer.specialTokens
    let encoder = SampleEncoder(beginning: special.beginning, end: special.end) { tokenizer.encode($0) }
    corpus = try EncodedCorpus(raw, encoder: encoder, limits: limits)
    guard corpus.statistics.emptyTargets < raw.samples.count else {
      throw DataLineError(
        path: files.targetPath, line: 0, problem: "every target is empty, in all \(raw.samples.count) samples",
        remedy:
          "a loss or score needs targets; published test sets may leave them out: fovea generate makes the outputs")
    }
    references = raw.samples.map(\.target)
    sources = raw.samples.map(\.source)
    skipped = raw.skipped
  }

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

  private func selecting(_ positions: [Int]) -> TaskData {
    TaskData(
      corpus: corpus.selecting(positions), references: positions.map { references[$0] },
      sources: positions.map { sources[$0] }, skipped: skipped)
  }

  private init(corpus: EncodedCorpus, references: [String], sources: [String], skipped: [DataLineError]) {
    self.corpus = corpus
    self.references = references
    self.sources = sources
    self.skipped = skipped
  }
}
