import ArgumentParser
import Basics
import Foundation
import Programs
import Results

/// `fovea results report`: reports on an experiment in one page.
struct ResultsReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes a report of an experiment: one HTML page, and its plots as SVG files.",
    discussion: """
      The page needs no other file and no network. It shows curves with bands over the seeds, comparisons with the \
      baseline with intervals, sweeps, speed, samples, settings, environment, and the commands to repeat the runs. It \
      is written to report.html in the experiment's folder, the plots to report/. With --published, it also has numbers \
      that others published, with what keeps them from being compared (docs/formats.md).

      EXAMPLES:
        fovea results report demo
        fovea results report runs/quickstart
        fovea results report demo --baseline baseline --output appendix.html --figures figures
        fovea results report demo --published default
      """)

  @Argument(help: ArgumentHelp("An experiment, a run, or a folder with runs.", valueName: "experiment"))
  var name: String

  @OptionGroup var root: ResultsRoot

  @Option(help: ArgumentHelp("The baseline variant.", valueName: "variant"))
  var baseline: String?

  @Option(help: ArgumentHelp("The samples to compare variants on: validation or test.", valueName: "samples"))
  var on = EvaluationSet.validation

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
    let selection = try RunSelection(name, roots: root.roots)
    let others = try published.map { name in
      let usual = root.roots.map { "\($0)/\(PublishedResults.fileName)" }
      let path = name == "default" ? usual.first { access($0, F_OK) == 0 } ?? usual[0] : name
      return (path: path, results: try PublishedResults(path: path))
    }
    var content = try ReportContent(selection, baseline: baseline, on: on)
    content.published = others?.results
    let place = output ?? selection.folder
    let page = output != nil && !PathName.fileExtension(of: place).isEmpty ? place : "\(place)/report.html"
    let folder = figures ?? PathName.withoutExtension(page)
    try OutputConflict.check(page, inputs: [others?.path])
    let files = try ReportWriter(content).write(page: page, figures: folder)
    Console.standardError.warn(content.warnings + (content.comparison?.warnings ?? []))
    let faulty = content.runs.count { !$0.problems.isEmpty }
    if faulty > 0 {
      Console.standardError.warn("\(faulty) runs have files that could not be read; the page tells which")
    }
    let output = StandardOutput()
    if json { try output.writeJSON(files) } else { try output.writeLine(files.page) }
    try output.flush()
  }
}
