import ArgumentParser
import Basics
import Results

/// `fovea results`: everything about runs that have been made or are being made.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Lists, compares and draws runs, and shows them while they run.",
    discussion: """
      A run is a folder that `fovea train` wrote. Those below a common folder, the root, form experiments: the first \
      folder below the root names the experiment. Where an experiment or a run is asked for, the path of any folder with \
      runs will do as well.

      EXAMPLES:
        fovea results list
        fovea results show results/demo/baseline-seed-1
        fovea results compare demo --baseline baseline --format latex
        fovea results report demo
        fovea results serve
      """,
    subcommands: [
      ResultsList.self, ResultsShow.self, ResultsCompare.self, ResultsReport.self, ResultsPlot.self, ResultsServe.self,
    ])
}

/// The folder that holds the experiments.
struct ResultsRoot: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds the experiments.", valueName: "dir"))
  var root = "results"

  func validate() throws {
    guard !root.isEmpty else { throw ValidationError("--root is empty; name a folder") }
  }
}

extension Console {
  /// What could not be read, and is left out of what is shown.
  func warn(_ warnings: [String]) {
    for warning in warnings.prefix(20) { writeLine("warning: \(warning)") }
    if warnings.count > 20 { writeLine("warning: and \(warnings.count - 20) more") }
  }
}
