import ArgumentParser
import Basics
import CodeT5
import Corpus
import Foundation
import Logging

/// `fovea loss`: the cross-entropy of given targets.
struct Loss: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes a model's loss on pairs of source and target.",
    discussion: """
      Each line of the data is a JSON object {"source": "…", "target": "…"}. Both sides are encoded as <s> … </s>; \
      longer ones lose their end. The loss is the mean cross-entropy of all target tokens, </s> included, in nats.

      With --json it prints {"loss": …, "target_tokens": …, "examples": [{"loss": …, "target_tokens": …}, …]}, the \
      examples in the order of the lines.

      EXAMPLES:
        fovea loss --model codet5-small --data valid.jsonl
        fovea loss --model run/best --data valid.jsonl --json --max-target 512
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("JSON lines with \"source\" and \"target\".", valueName: "file"))
  var data: String

  @Option(help: ArgumentHelp("Most tokens of a source, <s> and </s> included.", valueName: "count"))
  var maxSource = 256

  @Option(help: ArgumentHelp("Most tokens of a target, <s> and </s> included.", valueName: "count"))
  var maxTarget = 256

  @Flag(help: "Print one JSON object with the loss of each example.")
  var json = false

  func validate() throws {
    try requireLength(maxSource, "--max-source")
    try requireLength(maxTarget, "--max-target")
  }

  func run() throws {
    let (model, tokenizer) = try model.load()
    let special = tokenizer.specialTokens
    let encoder = SampleEncoder(beginning: special.beginning, end: special.end) { tokenizer.encode($0) }
    var limits = LengthLimits()
    limits.source = maxSource
    limits.target = maxTarget
    let corpus = try EncodedCorpus(TaskFiles.pairs(data).read(), encoder: encoder, limits: limits)
    reportTruncation(
      Logger(label: "loss"), sources: corpus.statistics.truncatedSources, sourceLimit: maxSource,
      targets: corpus.statistics.truncatedTargets, targetLimit: maxTarget)

    let result = try CorpusLoss(model, corpus.samples, path: data)
    let output = StandardOutput()
    if json {
      try output.writeJSON(result)
    } else {
      try output.writeLine("loss           \(result.loss)")
      try output.writeLine("target tokens  \(result.targetTokens)")
      try output.writeLine("examples       \(result.examples.count)")
    }
    try output.flush()
  }
}

/// Throws wrong usage unless a sequence of so many tokens has room for one between `<s>` and `</s>`.
func requireLength(_ length: Int, _ option: String) throws {
  guard length >= 3 else {
    throw ValidationError("\(option) is \(length); a sequence with a token between <s> and </s> needs at least 3")
  }
}

/// Warns when sequences were cut.
func reportTruncation(_ logger: Logger, sources: Int, sourceLimit: Int, targets: Int = 0, targetLimit: Int = 0) {
  if sources > 0 { logger.warning("sources cut to \(sourceLimit) tokens: \(sources) (--max-source)") }
  if targets > 0 { logger.warning("targets cut to \(targetLimit) tokens: \(targets) (--max-target)") }
}

/// The losses of a data set, one sample after the other.
struct CorpusLoss: Encodable {
  /// A sample's loss: the mean over its target tokens.
  struct Example: Encodable {
    let loss: Double
    let targetTokens: Int

    enum CodingKeys: String, CodingKey {
      case loss
      case targetTokens = "target_tokens"
    }
  }

  /// The mean over all target tokens.
  let loss: Double
  let targetTokens: Int
  let examples: [Example]

  enum CodingKeys: String, CodingKey {
    case loss, examples
    case targetTokens = "target_tokens"
  }

  /// Source and target tokens that go through the model at once; bounds memory to about 2 GB for the base shape.
  private static let tokensAtOnce = 4096

  /// - Parameter path: the samples' file, for messages.
  /// - Throws: `LossNotFinite`.
  init(_ model: CodeT5Model, _ samples: [Sample], path: String) throws {
    let progress = ProgressWriter()
    defer { progress.finish() }
    var examples: [Example] = []
    var sum = 0.0
    for batch in samples.packed(tokens: Self.tokensAtOnce) {
      let packed = PackedBatch(
        sources: batch.map(\.source), targets: batch.map(\.target), samples: batch.map(\.identifier),
        startToken: model.configuration.decoderStartToken)
      var losses = model.losses(packed)[...]
      for sample in batch {
        let total = losses.prefix(sample.target.count).reduce(0) { $0 + Double($1) }
        guard total.isFinite else { throw LossNotFinite(path: path, line: sample.identifier) }
        losses = losses.dropFirst(sample.target.count)
        examples.append(Example(loss: total / Double(sample.target.count), targetTokens: sample.target.count))
        sum += total
      }
      progress.update { elapsed in
        ProgressLine(
          label: "loss", completed: examples.count, total: samples.count, elapsed: elapsed, unit: "examples")
      }
    }
    targetTokens = samples.reduce(0) { $0 + $1.target.count }
    loss = sum / Double(max(1, targetTokens))
    self.examples = examples
  }
}

extension [Sample] {
  /// Stretches of neighbours with at most so many tokens together; a longer sample is a stretch of its own.
  fileprivate func packed(tokens limit: Int) -> [ArraySlice<Sample>] {
    var stretches: [ArraySlice<Sample>] = []
    var start = 0
    var tokens = 0
    for (index, sample) in enumerated() {
      let more = sample.source.count + sample.target.count
      if index > start && tokens + more > limit {
        stretches.append(self[start..<index])
        (start, tokens) = (index, 0)
      }
      tokens += more
    }
    return start < count ? stretches + [self[start...]] : stretches
  }
}

/// A loss that is infinite or not a number.
struct LossNotFinite: DiagnosableError {
  let path: String
  let line: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the model's loss on this pair is not a finite number", place: "\(path):\(line)",
      remedy: "the model's weights hold NaN or overflow; take an earlier checkpoint")
  }
}
