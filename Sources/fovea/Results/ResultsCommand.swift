import ArgumentParser
import Basics
import Results

/// `fovea results`: everything about finished and current runs.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Lists, compares and plots runs, and shows them live.",
    discussion: """
      A run is a folder written by `fovea train`. Runs below a common folder, the root, are grouped into experiments, \
      named after the first folder below the root. Instead of an experiment or a run, you can also give the path of \
      any folder with runs.

      EXAMPLES:
        fovea results list
        fovea results show results/demo/baseline-seed-1
        fovea results compare demo --baseline baseline --format latex
        fovea results report demo
        fovea results serve
      """,
    subcommands: [
      ResultsListCommand.self, ResultsShowCommand.self, ResultsCompareCommand.self, ResultsReportCommand.self,
      ResultsPlotCommand.self, ResultsServeCommand.self,
    ])
}
