import ArgumentParser
import Basics
import CodeT5
import CommandOptions
import Corpus
import Foundation
import Programs
import Runs

/// `fovea loss`: the cross-entropy of given targets.
struct LossCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loss",
    abstract: "Computes a model's loss on pairs of source and target.",
    discussion: """
      Each line of the data is a JSON object {"source": "…", "target": "…"}. Both are encoded as <s> … </s> and \
      truncated at the end if they are too long. The loss is the mean cross-entropy of all target tokens, including \
      </s>, in nats.

      With --json it prints {"loss": …, "target_tokens": …, "examples": [{"loss": …, "target_tokens": …}, …]}, with \
      the examples in the order of the lines.

      EXAMPLES:
        fovea loss --model codet5-small --data valid.jsonl
        fovea loss --model run/best --data valid.jsonl --json --max-target 512
      """)

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("JSON lines with \"source\" and \"target\".", valueName: "file"))
  var data: String

  @Option(help: ArgumentHelp("Most tokens of a source, including <s> and </s>.", valueName: "count"))
  var maxSource = 256

  @Option(help: ArgumentHelp("Most tokens of a target, including <s> and </s>.", valueName: "count"))
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
      sources: corpus.statistics.truncatedSources, sourceLimit: maxSource,
      targets: corpus.statistics.truncatedTargets, targetLimit: maxTarget)

    let result = try CorpusLoss(model, Array(corpus.samples), path: data)
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

/// Warns if sequences were truncated.
func reportTruncation(sources: Int, sourceLimit: Int, targets: Int = 0, targetLimit: Int = 0) {
  if sources > 0 { Console.standardError.warn("sources cut to \(sourceLimit) tokens: \(sources) (--max-source)") }
  if targets > 0 { Console.standardError.warn("targets cut to \(targetLimit) tokens: \(targets) (--max-target)") }
}
