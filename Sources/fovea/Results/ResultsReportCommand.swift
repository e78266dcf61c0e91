import ArgumentParser
import Basics
import Foundation
import Programs
import Results
import Statistics

/// `fovea results report`: reports on an experiment in one page.
struct ResultsReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Writes a report of an experiment: one HTML page, its plots as SVG files, the comparison as CSV and LaTeX.",
    discussion: """
      The page needs no other file and no network. It begins with what the statistics allow to say of each variant's \
      difference to the baseline, on the test set if all runs were measured on one (evaluation.test). It shows \
      comparisons with intervals, curves to explore, sweeps, speed, samples, settings, environment, and the commands to \
      repeat the runs. It is written to report.html in the experiment's folder, the plots to report/, and the \
      comparison to comparison.csv and comparison.tex beside the page. With --published, it also has numbers that \
      others published, with what keeps them from being compared (docs/formats.md).

      EXAMPLES:
        fovea results report demo
        fovea results report runs/quickstart
        fovea results report demo --metric bleu --equivalence-margin 1
        fovea results report demo --baseline baseline --output appendix.html --figures figures
        fovea results report demo --published default
      """)

  @Argument(help: ArgumentHelp("An experiment, a run, or a folder with runs.", valueName: "experiment"))
  var name: String

  @OptionGroup var root: ResultsRoot

  @Option(help: ArgumentHelp("The baseline variant.", valueName: "variant"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "The samples to compare variants on: validation or test (default: both, if all runs have a test set).",
      valueName: "samples"))
  var on: EvaluationSet?

  @Option(
    help: ArgumentHelp(
      "The primary metric, which the first sentences are about; choose it before you see the differences (default: the "
        + "runs' validation.criterion).", valueName: "name"))
  var metric: String?

  @Option(
    help: ArgumentHelp(
      "The largest negligible difference of the primary metric: tests whether variants are equivalent within it.",
      valueName: "points"))
  var equivalenceMargin: Double?

  @Option(
    help: ArgumentHelp(
      "The page's file or, without an extension, a folder for it (default: report.html in the experiment's folder).",
      valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("The folder for the plots (default: report, next to the page).", valueName: "dir"))
  var figures: String?

  @Option(
    help: ArgumentHelp(
      "Show these published results, apart from the runs' own; `default` is published.json in the root.",
      valueName: "file"))
  var published: String?

  @Flag(help: "Print the paths as one JSON object.")
  var json = false

  func run() throws {
    var contrasts = ContrastSettings()
    contrasts.equivalenceMargin = equivalenceMargin
    try contrasts.validate()
    let selection = try RunSelection(name, roots: root.roots)
    let others = try published.map { name in
      let usual = root.roots.map { "\($0)/\(PublishedResults.fileName)" }
      let path = name == "default" ? usual.first { access($0, F_OK) == 0 } ?? usual[0] : name
      return (path: path, results: try PublishedResults(path: path))
    }
    var content = try ReportContent(
      selection,
      ReportOptions(baseline: baseline, on: on, metric: metric, equivalenceMargin: equivalenceMargin))
    guard equivalenceMargin == nil || content.comparison != nil else {
      throw ValidationError("--equivalence-margin has no effect, since nothing is compared")
    }
    content.published = others?.results
    let place = output ?? selection.folder
    let page = output != nil && !PathName.fileExtension(of: place).isEmpty ? place : "\(place)/report.html"
    let folder = figures ?? PathName.withoutExtension(page)
    let tables = ReportWriter.tablePaths(beside: page)
    for output in [page, tables.csv, tables.latex] { try OutputConflict.check(output, inputs: [others?.path]) }
    let files = try ReportWriter(content).write(page: page, figures: folder)
    Console.standardError.warn(content.warnings + (content.comparison?.warnings ?? []))
    let faulty = content.runs.count { !$0.problems.isEmpty }
    if faulty > 0 {
      Console.standardError.warn(
        "\(faulty) run\(faulty == 1 ? " has" : "s have") files that could not be read; the page tells which")
    }
    let output = StandardOutput()
    if json { try output.writeJSON(files) } else { try output.writeLine(files.page) }
    try output.flush()
  }
}
