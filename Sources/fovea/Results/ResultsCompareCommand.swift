import ArgumentParser
import Basics
import Foundation
import Programs
import Results
import Statistics

/// `fovea results compare`: compares variants with a baseline, with intervals.
struct ResultsCompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compares variants of an experiment with a baseline: paired differences with intervals.",
    discussion: """
      Runs whose settings differ only in the seed or the held-out fold form a variant. Variants are compared seed by \
      seed. Intervals are Student's over seeds; if both runs of each pair have predictions for the same samples, their \
      variance includes that of the samples. p is two-sided, from the exact sign-flip test, and adjusted by Holm's method for all rows.

      With --on validation, each run counts with its best validation, whose samples also selected its checkpoint. With \
      --on test, it counts with the test set that evaluation.test names. docs/statistics.md explains the methods.

      EXAMPLES:
        fovea results compare demo
        fovea results compare demo --on test --equivalence-margin 1 --power --planned-seeds 8
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

  @Option(help: ArgumentHelp("The samples to compare on: validation or test.", valueName: "samples"))
  var on = EvaluationSet.validation

  @Option(
    help: ArgumentHelp(
      "The largest negligible difference: tests whether the variants are equivalent within it.", valueName: "points"))
  var equivalenceMargin: Double?

  @Flag(help: "Show the difference that would be found in 80 % of experiments, from the variance here.")
  var power = false

  @Option(
    help: ArgumentHelp("With --power, the seeds of the planned experiment (default: as here).", valueName: "count"))
  var plannedSeeds: Int?

  @Option(help: ArgumentHelp("Random patterns of tests that are not exact: over 20 seeds or one.", valueName: "count"))
  var rounds = 10_000

  @Option(help: ArgumentHelp("The confidence level of the intervals.", valueName: "share"))
  var confidence = 0.95

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try requireDifferent(metrics, "--metric")
    guard plannedSeeds == nil || power else {
      throw ValidationError("--planned-seeds has an effect only together with --power")
    }
  }

  func run() throws {
    let selection = try RunSelection(name, roots: root.roots)
    let content = try ReportContent(selection, ReportOptions(baseline: baseline), isCompared: false)
    let report = try ComparisonReport(
      content.groups, baseline: content.baseline, metrics: metrics, name: selection.name, on: on, settings: settings)
    Console.standardError.warn(
      selection.warnings + content.runs.flatMap { run in run.problems.map { "\(run.record.label): \($0)" } }
        + report.warnings)
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      switch format {
      case .csv: try output.write(ComparisonRows.csv([report]))
      case .latex: try output.writeLine(ComparisonLaTeX.table(report, name: selection.name))
      case .table, .markdown: try output.writeLine(report.table.rendered(format))
      }
      if format == .table {
        for remark in report.remarks { try output.writeLine(remark) }
      }
      for note in report.notes + [ComparisonReport.legend] { Console.standardError.writeLine("note: \(note)") }
    }
    try output.flush()
  }

  private var settings: ContrastSettings {
    var settings = ContrastSettings()
    settings.confidence = confidence
    settings.equivalenceMargin = equivalenceMargin
    settings.power = power ? 0.8 : nil
    settings.plannedSeeds = plannedSeeds
    settings.rounds = rounds
    return settings
  }
}

extension EvaluationSet: ExpressibleByArgument {}
