import ArgumentParser
import Basics
import Foundation
import Pages
import Programs
import Results

/// `fovea results list`: lists the runs, one per line.
struct ResultsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists runs with their states and results.",
    discussion: """
      Reads the folders of all runs below the root; there is no index. Runs with damaged files are listed too, with \
      their problems.

      EXAMPLES:
        fovea results list
        fovea results list demo --state failed
        fovea results list --json | jq 'select(.scores.bleu > 20) | .path'
      """)

  @Argument(help: ArgumentHelp("An experiment or a folder (default: the whole root).", valueName: "experiment"))
  var name: String?

  @OptionGroup var root: ResultsRoot

  @Option(
    help: ArgumentHelp(
      "Only runs in this state: \(RunRecord.State.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "state"))
  var state: RunRecord.State?

  @Flag(help: "Print one JSON object for each run.")
  var json = false

  func run() throws {
    let (all, warnings) = try records()
    Console.standardError.warn(warnings)
    let chosen = all.filter { state == nil || $0.run.state == state }
    let records = chosen.map(\.run)
    let output = StandardOutput()
    if json {
      for (root, record) in chosen { try output.writeJSON(RunLine(record, root: root)) }
    } else {
      try output.writeLine(Self.table(records).rendered(.table))
      let faulty = records.filter { !$0.problems.isEmpty }
      for record in faulty.prefix(20) {
        Console.standardError.warn("\(record.path): \(record.problems.joined(separator: "; "))")
      }
      if faulty.count > 20 { Console.standardError.warn("and \(faulty.count - 20) more runs") }
    }
    try output.flush()
  }

  private func records() throws -> (runs: [(root: String, run: RunRecord)], warnings: [String]) {
    if let name {
      let selection = try RunSelection(name, roots: root.roots)
      return (selection.runs.map { (selection.root, $0) }, selection.warnings)
    }
    let registries = try root.roots.map { try ResultsRegistry(root: $0) }
    return (registries.flatMap { one in one.runs.map { (one.root, $0) } }, registries.flatMap(\.warnings))
  }

  private static func table(_ records: [RunRecord]) -> TextTable {
    let metrics = ["bleu", "meteor", "chrf", "exact_match", "codebleu"].filter { name in
      records.contains { $0.scores[name] != nil }
    }
    let header =
      ["experiment", "run", "state", "seed", "ranks", "steps", "loss"] + metrics.map(MetricName.title)
      + ["tokens/s", "started"]
    return TextTable(
      header: header, rows: records.map { row($0, metrics) }, numeric: Set(3..<(8 + metrics.count)))
  }

  private static func row(_ record: RunRecord, _ metrics: [String]) -> [String] {
    var row = [record.experiment, record.label, record.state.rawValue]
    row.append(record.seed.map { "\($0)" } ?? "–")
    row.append(record.ranks.map { "\($0)" } ?? "–")
    row.append(steps(record))
    row.append(record.validationLoss.map { PlotNumber.fixed($0, decimals: 4) } ?? "–")
    row += metrics.map { record.scores[$0].map { PlotNumber.fixed($0, decimals: 2) } ?? "–" }
    row.append(record.tokensPerSecond.map { PlotNumber.short($0) } ?? "–")
    row.append(record.started.map { Date(timeIntervalSince1970: $0).formatted(.iso8601) } ?? "–")
    return row
  }

  /// The steps: `120`, or `120/300` if some are left.
  private static func steps(_ record: RunRecord) -> String {
    guard let steps = record.steps else { return "–" }
    guard let total = record.totalSteps, total > steps else { return "\(steps)" }
    return "\(steps)/\(total)"
  }
}

extension RunRecord.State: ExpressibleByArgument {}
