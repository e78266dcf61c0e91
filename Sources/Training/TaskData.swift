import Basics
import CodeT5
import Corpus
import Tokenization

/// One data set of a run: the encoded samples, and the texts that outputs are compared with.
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
    references = raw.samples.map(\.target)
    sources = raw.samples.map(\.source)
    skipped = raw.skipped
  }

  /// Samples packed for the model.
  package func pack(_ positions: [Int], startToken: Int32) -> PackedBatch {
    let samples = positions.map { corpus.samples[$0] }
    return PackedBatch(
      sources: samples.map(\.source), targets: samples.map(\.target), samples: samples.map(\.identifier),
      startToken: startToken)
  }
}
