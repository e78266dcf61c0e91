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
      ResultsListCommand.self, ResultsShowCommand.self, ResultsCompareCommand.self, ResultsReportCommand.self,
      ResultsPlotCommand.self, ResultsServeCommand.self,
    ])
}
