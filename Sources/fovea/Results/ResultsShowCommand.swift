import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Pages
import Programs
import Results

/// `fovea results show`: shows one run in full.
struct ResultsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one run: its state, validations and environment.",
    discussion: """
      EXAMPLES:
        fovea results show demo/baseline-seed-1
        fovea results show runs/quickstart --json
      """)

  @Argument(help: ArgumentHelp("The run's path below the root, or its folder.", valueName: "run"))
  var name: String

  @OptionGroup var root: ResultsRoot

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let selection = try RunSelection(name, roots: root.roots)
    guard selection.runs.count == 1, let record = selection.runs.first else {
      throw ResultsError.notOneRun(name, count: selection.runs.count)
    }
    let details = RunDetails(record, folder: selection.folder(of: record))
    let output = StandardOutput()
    if json {
      var line = record
      line.problems = details.problems
      try output.writeJSON(RunLine(line, root: selection.root))
    } else {
      for line in lines(details) { try output.writeLine(line) }
    }
    try output.flush()
  }

  private func lines(_ run: RunDetails) -> [String] {
    let record = run.record
    var lines = [
      "folder      \(run.folder)", "name        \(record.name)",
      "state       \(record.state.rawValue)" + (record.exitCode.map { ", exit code \($0)" } ?? ""),
    ]
    if let failure = record.failure { lines.append("failure     \(failure)") }
    if let seed = record.seed { lines.append("seed        \(seed)") }
    if let started = record.started {
      lines.append("started     \(Date(timeIntervalSince1970: started).formatted(.iso8601))")
    }
    if let steps = record.steps { lines.append("steps       \(steps)" + (record.totalSteps.map { " of \($0)" } ?? "")) }
    if let speed = record.tokensPerSecond {
      let waiting = record.exposedCommunicationShare.map { String(format: ", waiting %.1f %%", 100 * $0) } ?? ""
      lines.append(String(format: "speed       %.0f tokens/s", speed) + waiting)
    }
    if let environment = run.environment {
      lines.append("version     \(environment.version) \(environment.commit)")
      for (number, rank) in environment.ranks.enumerated() {
        lines.append(
          "rank \(number)      \(rank.host), \(rank.processor), processors \(rank.affinity), \(rank.threads) threads")
      }
    }
    if !run.history.validations.isEmpty { lines += ["", validations(run)] }
    if !run.problems.isEmpty { lines += ["", "problems"] + run.problems.map { "  \($0)" } }
    return lines
  }

  private func validations(_ run: RunDetails) -> String {
    let names = ScoreOrder.sorted(Set(run.history.validations.flatMap { $0.scores.keys }))
    return TextTable(
      header: ["step", "loss"] + names.map(MetricName.title) + [""],
      rows: run.history.validations.map { validation in
        ["\(validation.step)", PlotNumber.fixed(validation.loss, decimals: 4)]
          + names.map { PlotNumber.fixed(validation.scores[$0] ?? .nan, decimals: 2) }
          + [validation.step == run.record.bestStep ? "best" : ""]
      }, numeric: Set(0..<(names.count + 2))
    ).rendered(.table)
  }
}
