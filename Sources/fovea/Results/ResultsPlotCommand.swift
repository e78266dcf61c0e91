import ArgumentParser
import Basics
import Pages
import Results

/// `fovea results plot`: plots the curves of an experiment in one picture.
struct ResultsPlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Plots the curves of an experiment or run in one SVG file.",
    discussion: """
      EXAMPLES:
        fovea results plot runs/quickstart --output curves.svg
      """)

  @Argument(help: ArgumentHelp("An experiment, a run, or a folder with runs.", valueName: "experiment"))
  var name: String

  @OptionGroup var root: ResultsRoot

  @Option(help: ArgumentHelp("The SVG file to write.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Plots per row.", valueName: "count"))
  var columns = 2

  func validate() throws {
    guard columns >= 1 else { throw ValidationError("--columns is \(columns); give at least 1") }
  }

  func run() throws {
    let content = try ReportContent(try RunSelection(name, roots: root.roots), isCompared: false)
    let plots = content.curveFigures.map(\.plot)
    guard !plots.isEmpty else {
      throw ResultsError.nothingToCompare(name, reason: "there are no curves to draw yet")
    }
    try AtomicFile.write(PlotPanels(content.name, plots, columns: columns).standalone, to: output)
  }
}
