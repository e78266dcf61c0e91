import ArgumentParser
import Basics
import CodeT5
import Corpus
import Foundation
import Programs
import Runs
import Training

/// `fovea loss`: the cross-entropy of given targets.
struct LossCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loss",
    abstract: "Computes a model's loss on pairs of source and target.",
    discussion: """
      Each line of the data is a JSON object {"source": "…", "target": "…"}, or what another --task has. Both sides are \
      encoded as <s> … </s> and truncated at the end if they are too long. The loss is the mean cross-entropy of all target tokens, including \
      </s>, in nats.

      With --json it prints {"loss": …, "target_tokens": …, "examples": [{"loss": …, "target_tokens": …}, …]}, with \
      the examples in the order of the lines.

      EXAMPLES:
        fovea loss --model codet5-small --data valid.jsonl
        fovea loss --model run/best --data valid.jsonl --json --max-target 512
        fovea loss --model codet5-small --task translation --source test.java --target test.cs --limit 100
        fovea loss --run results/demo/demo-seed-1 --data test.jsonl
      """)

  @OptionGroup var model: ModelChoice
  @OptionGroup var set: DataSetOptions

  @Flag(help: "Print one JSON object with the loss of each example.")
  var json = false

  func validate() throws {
    if model.run == nil { try set.requireFiles(usual: .pairs) }
  }

  func run() throws {
    let chosen = try model.resolved()
    let (task, files) = try set.files(chosen.run, usual: .pairs)
    let (model, tokenizer) = try chosen.load(model)
    let special = tokenizer.specialTokens
    let encoder = SampleEncoder(beginning: special.beginning, end: special.end) { tokenizer.encode($0) }
    let limits = set.limits(chosen.run)
    var raw = try files.taskFiles(task).read()
    if set.limit > 0 { raw.samples = Array(raw.samples.prefix(set.limit)) }
    let corpus = try EncodedCorpus(raw, encoder: encoder, limits: limits)
    reportTruncation(corpus.statistics, limits)

    let result = try CorpusLoss(model, Array(corpus.samples), path: files.paths.last ?? "")
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

/// Warns of sequences that were cut.
func reportTruncation(_ statistics: CorpusStatistics, _ limits: LengthLimits) {
  reportTruncation(
    sources: statistics.truncatedSources, sourceLimit: limits.source, targets: statistics.truncatedTargets,
    targetLimit: limits.target)
}

/// Warns if sequences were truncated.
func reportTruncation(sources: Int, sourceLimit: Int, targets: Int = 0, targetLimit: Int = 0) {
  if sources > 0 { Console.standardError.warn("sources cut to \(sourceLimit) tokens: \(sources) (--max-source)") }
  if targets > 0 { Console.standardError.warn("targets cut to \(targetLimit) tokens: \(targets) (--max-target)") }
}
