import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Programs
import Statistics
import Syntax

/// `fovea metrics`: computes all scores of predictions, and compares two systems.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Scores predictions with BLEU, ROUGE-L, METEOR, chrF, exact match and more, and compares two systems.",
    discussion: """
      Files have one sample per line; in .jsonl files, a sample is a JSON string, or an object with the text under \
      "reference" or "prediction". Scores are in percent. docs/metrics.md lists the conventions of each metric.

      With --against, another system's predictions for the same samples are scored too, and the difference is tested: \
      Student's t over the samples (the jackknife for corpus metrics) gives its interval, approximate randomisation a \
      two-sided p, which Holm's method adjusts for the metrics shown. They hold for other samples, not for another \
      training of the systems: `fovea results compare` compares runs of several seeds. --json adds the paired bootstrap.

      METRICS: \(MetricCatalogue.names.joined(separator: ", ")).

      EXAMPLES:
        fovea metrics --references refs.txt --predictions out.txt
        fovea metrics --references refs.jsonl --predictions out.jsonl --metrics rouge-l chrf++ --json
        fovea metrics --references test.cs --predictions new.cs --against old.cs --language c_sharp
      """)

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("References; several files for several references.", valueName: "file")
  )
  var references: [String]

  @Option(help: ArgumentHelp("Predictions, in the order of the references.", valueName: "file"))
  var predictions: String

  @Option(help: ArgumentHelp("Predictions of another system to compare with.", valueName: "file"))
  var against: String?

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The metrics (default: one of each kind).", valueName: "name"))
  var metrics: [String] = []

  @Option(help: ArgumentHelp("The programming language, for CodeBLEU.", valueName: "name"))
  var language: String?

  @Option(help: ArgumentHelp("The seed for the tests' random numbers.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "With --against, the largest negligible difference: tests whether the systems are equivalent within it.",
      valueName: "points"))
  var equivalenceMargin: Double?

  @Option(help: ArgumentHelp("Rounds of the paired bootstrap.", valueName: "count"))
  var bootstrapRounds = 1000

  @Option(help: ArgumentHelp("Rounds of the randomisation test.", valueName: "count"))
  var randomizationRounds = 10_000

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "With --json, also print the scores of each sample.")
  var each = false

  func validate() throws {
    guard bootstrapRounds >= 1, randomizationRounds >= 1 else {
      throw ValidationError("the tests need at least one round")
    }
    guard equivalenceMargin == nil || against != nil else {
      throw ValidationError("--equivalence-margin has an effect only together with --against")
    }
  }

  func run() throws {
    let chosen = try MetricCatalogue.metrics(
      named: metrics, language: try language.map { try ProgrammingLanguage(named: $0) })
    let files = try ScoredFiles(references: references, predictions: predictions)
    let other = try against.map { try ScoredFiles(references: references, predictions: $0) }
    var tests = MetricsReport.Tests()
    (tests.bootstrap.seed, tests.randomization.seed) = (seed, seed)
    (tests.bootstrap.rounds, tests.randomization.rounds) = (bootstrapRounds, randomizationRounds)
    tests.contrast.equivalenceMargin = equivalenceMargin
    let progress = ProgressWriter()
    let report = try MetricsReport(chosen, files, against: other, tests: tests, each: each) { done in
      progress.update { elapsed in
        ProgressLine(label: "scoring", completed: done, total: chosen.count, elapsed: elapsed, unit: "metrics")
      }
    }
    progress.finish()
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      for line in report.lines { try output.writeLine(line) }
    }
    try output.flush()
  }
}

extension MetricsReport {
  /// A table with a line for each metric, and what was asked about each.
  fileprivate var lines: [String] {
    let isCompared = metrics.contains { $0.against != nil }
    var table = TextTable(
      header: ["\(samples) samples", "score"] + (isCompared ? ["against"] + Contrast.header(confidence: "95 %") : []),
      numeric: Set(1...7))
    for metric in metrics {
      let other = metric.against.map { [$0.score.decimals()] + $0.contrast.cells(decimals: 2) } ?? []
      table.rows.append([metric.name, metric.score.decimals()] + other)
    }
    let remarks = metrics.flatMap { metric in
      (metric.against?.contrast.remarks(decimals: 2) ?? []).map { "\(metric.name): \($0)" }
    }
    return [table.rendered(.table)] + remarks
  }
}
