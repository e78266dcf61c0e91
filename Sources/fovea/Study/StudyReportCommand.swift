import ArgumentParser
import Basics
import Foundation
import Programs
import StudyPlans

/// `fovea study report`: says what a study found.
struct StudyReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Says what a study found: the planned contrasts exactly as planned, everything else as exploratory.",
    discussion: """
      Writes report.html, tables.md, contrasts.csv, contrasts.tex and pictures from the collected runs alone; the same runs give \
      the same bytes. While a run of a confirmatory arm is missing, the planned contrasts are not computed.

      EXAMPLES:
        fovea study report results/attention-study
        fovea study report results/attention-study --output report --json
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Option(help: ArgumentHelp("The folder for the report (default: the plan's).", valueName: "dir"))
  var output: String?

  @Flag(help: "Print the analysis as one JSON object.")
  var json = false

  func run() throws {
    let plan = try StudyPlan(loading: path)
    let report = try StudyReport(plan)
    let folder = output ?? plan.folder.path
    try report.write(to: folder)
    let standard = StandardOutput()
    if json {
      try standard.writeLine(report.json())
    } else {
      for finding in report.findings { try standard.writeLine(finding) }
    }
    try standard.flush()
    Console.standardError.note("written to \(PathName.joined(folder, "report.html"))")
  }
}

/// `fovea study amend`: records a change of the plan.
struct StudyAmendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "amend",
    abstract: "Records that the plan was changed after the first run, and why. The report shows it.",
    discussion: """
      EXAMPLES:
        fovea study amend results/attention-study --reason "the arm uniform had a typing error in its control"
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Option(help: ArgumentHelp("Why, in a sentence.", valueName: "text"))
  var reason: String

  func run() throws {
    let plan = try StudyPlan(loading: path)
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.amend(plan, reason: reason)
  }
}

/// `fovea study lost`: records that a run will never be there.
struct StudyLostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lost",
    abstract:
      "Records that a run is lost for good, and why. Its seed is left out of the contrasts, and the report says so.",
    discussion: """
      EXAMPLES:
        fovea study lost results/attention-study align 3 --reason "the disk of its host failed"
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Argument(help: ArgumentHelp("The run's arm.", valueName: "arm"))
  var arm: String

  @Argument(help: ArgumentHelp("The run's seed.", valueName: "seed"))
  var seed: Int

  @Option(help: ArgumentHelp("Why, in a sentence.", valueName: "text"))
  var reason: String

  func run() throws {
    let plan = try StudyPlan(loading: path)
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.lose(arm: arm, seed: seed, plan, reason: reason)
  }
}
