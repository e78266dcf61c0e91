import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Programs
import Results

/// `fovea results compare`: compares variants with a baseline, with intervals.
struct ResultsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares variants of an experiment with a baseline: paired differences with intervals.",
    discussion: """
      Runs whose settings differ only in the seed form a variant. Variants are compared seed by seed, each run at its \
      best validation. If both runs of a pair have predictions for the same samples, the bootstrap resamples these too.

      EXAMPLES:
        fovea results compare demo
        fovea results compare demo --baseline baseline --metric bleu --format markdown
        fovea results compare results/demo --format latex > table.tex
      """)

  @Argument(help: ArgumentHelp("An experiment, or a folder with runs.", valueName: "experiment"))
  var name: String

  @OptionGroup var root: ResultsRoot

  @Option(
    help: ArgumentHelp(
      "The baseline variant: its label or a part of it (default: one called baseline, else the first).",
      valueName: "variant"))
  var baseline: String?

  @Option(
    name: .customLong("metric"), parsing: .singleValue,
    help: ArgumentHelp("A metric to compare: loss, bleu, …; may be repeated (default: all).", valueName: "name"))
  var metrics: [String] = []

  @Option(help: ArgumentHelp("The output format: table, csv, latex or markdown.", valueName: "form"))
  var format = TextTable.Form.table

  @Option(help: ArgumentHelp("Rounds of the bootstrap.", valueName: "count"))
  var rounds = 1000

  @Option(help: ArgumentHelp("The confidence level of the intervals.", valueName: "share"))
  var confidence = 0.95

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let selection = try RunSelection(name, root: root.root)
    let content = try ReportContent(selection, baseline: baseline, isCompared: false)
    var bootstrap = PairedBootstrap()
    bootstrap.rounds = rounds
    bootstrap.confidence = confidence
    let report = try ComparisonReport(
      content.groups, baseline: content.baseline, metrics: metrics, name: selection.name, bootstrap: bootstrap)
    Console.standardError.warn(
      selection.warnings + content.runs.flatMap { run in run.problems.map { "\(run.record.label): \($0)" } })
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      try output.writeLine(report.table.rendered(format))
      for note in report.notes { Console.standardError.writeLine("note: \(note)") }
    }
    try output.flush()
  }
}

extension TextTable.Form: ExpressibleByArgument {}
