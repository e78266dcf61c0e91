import Basics
import Corpus
import Foundation
import Tokenization

/// The batches for both Fovea and a peer program.
struct BenchmarkBatches: Sendable {
  /// The token ids of some pairs, in the form that the peer programs read.
  struct Batch: Codable, Sendable {
    let source: [[Int32]]
    let target: [[Int32]]

    /// The number of source and target tokens.
    var tokens: Int { source.reduce(0) { $0 + $1.count } + target.reduce(0) { $0 + $1.count } }
  }

  let batches: [Batch]
  /// Whether each batch has samples of similar length.
  let isGrouped: Bool

  /// How to build batches.
  struct Settings: Sendable {
    var samplesPerBatch = 16
    var batches = 8
    /// Sorts groups of 50 batches by source length, like Hugging Face's `group_by_length`, and takes batches evenly
    /// from the first group. Otherwise samples stay in the files' order.
    var isGrouped = false
    var limits = LengthLimits()

    init() {}
  }

  private static let groupedBatches = 50

  /// Encodes the first pairs of two line-aligned files as `<s> … </s>`.
  ///
  /// - Throws: errors in the files or the tokenizer; `TooFewSamples`.
  init(source: String, target: String, tokenizer: Tokenizer, settings: Settings) throws {
    var raw = try TaskFiles.translation(source: source, target: target).read()
    let needed = settings.samplesPerBatch * settings.batches
    guard raw.samples.count >= needed else {
      throw TooFewSamples(path: source, found: raw.samples.count, needed: needed)
    }
    let group = max(settings.batches, Self.groupedBatches) * settings.samplesPerBatch
    raw.samples = Array(raw.samples.prefix(settings.isGrouped ? group : needed))
    let special = tokenizer.specialTokens
    let encoder = SampleEncoder(beginning: special.beginning, end: special.end) { tokenizer.encode($0) }
    var samples = Array(try EncodedCorpus(raw, encoder: encoder, limits: settings.limits).samples)
    if settings.isGrouped {
      samples.sort { ($0.source.count, $0.identifier) > ($1.source.count, $1.identifier) }
    }
    let available = samples.count / settings.samplesPerBatch
    batches = (0..<settings.batches).map { number in
      let place = (2 * number + 1) * available / (2 * settings.batches)
      let batch = samples[place * settings.samplesPerBatch..<(place + 1) * settings.samplesPerBatch]
      return Batch(source: batch.map(\.source), target: batch.map(\.target))
    }
    isGrouped = settings.isGrouped
  }

  /// Four batches of 16 pairs of random tokens, with lengths like those of CodeXGLUE's Java to C# pairs.
  static let synthetic: BenchmarkBatches = {
    var random = RandomStream(seed: 1, purpose: .testData)
    func sequence(_ mean: Double) -> [Int32] {
      // Log-normal lengths: most sequences are short, some several times as long.
      let length = min(256, max(8, Int(mean * exp(0.6 * random.normal() - 0.18))))
      return (0..<length).map { _ in Int32(5 + random.uniform() * 32_000) }
    }
    let batches = (0..<4).map { _ in
      Batch(source: (0..<16).map { _ in sequence(75) }, target: (0..<16).map { _ in sequence(57) })
    }
    return BenchmarkBatches(batches: batches, isGrouped: false)
  }()

  private init(batches: [Batch], isGrouped: Bool) {
    self.batches = batches
    self.isGrouped = isGrouped
  }

  /// The highest token id.
  var largestToken: Int32 {
    batches.flatMap { $0.source + $0.target }.compactMap { $0.max() }.max() ?? 0
  }

  /// Writes one JSON object per line.
  func write(to path: String) throws {
    let lines = try batches.map { try JSONLines.line($0) + "\n" }
    try AtomicFile.write(lines.joined(), to: path)
  }
}

/// The data files have fewer samples than the benchmark needs.
struct TooFewSamples: DiagnosableError {
  let path: String
  let found: Int
  let needed: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "\(found) pairs, but the benchmark needs \(needed)", place: path,
      remedy: "ask for fewer or smaller batches (--batches, --batch)")
  }
}
