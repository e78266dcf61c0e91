import ArgumentParser
import Basics
import Foundation
import Programs
import Runs
import Sweeps
import Training

/// `fovea sweep`: training runs that vary some settings.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Searches for good settings: grids, random search, TPE and successive halving.",
    discussion: """
      A sweep file names a configuration of `fovea train`, the settings to vary, and how; see docs/sweeps.md. Trials \
      run in parallel under mpirun, each in a run folder below the sweep's.

      EXAMPLES:
        fovea sweep run configs/sweeps/quickstart.yaml --dry-run
        fovea sweep run configs/sweeps/quickstart.yaml
        fovea sweep status runs/sweeps/quickstart
        fovea sweep resume runs/sweeps/quickstart
      """,
    subcommands: [SweepRunCommand.self, SweepStatusCommand.self, SweepResumeCommand.self])
}

/// `fovea sweep run`: starts a sweep.
struct SweepRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Starts a sweep and runs it to its end.",
    discussion: """
      After SIGTERM or Ctrl-C, the running trials save checkpoints, and the exit code is 75. However the sweep ends, \
      `fovea sweep resume` continues it.

      EXAMPLES:
        fovea sweep run configs/sweeps/quickstart.yaml --dry-run
        fovea sweep run configs/sweeps/quickstart.yaml --set resources.slots=4 --set output=runs/sweeps/second
        fovea sweep run sweep.yaml --slurm --set resources.slots=16 --set slurm.partition=short --set slurm.time=1:00:00
      """)

  @Argument(help: ArgumentHelp("The YAML file of the sweep.", valueName: "sweep"))
  var file: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A setting of the sweep that overrides the file's; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @Flag(help: "Submit trials as Slurm jobs; short for --set resources.launcher=slurm.")
  var slurm = false

  @Flag(help: "Print the trials with estimates of time and memory, without starting them.")
  var dryRun = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let launcher = slurm ? ["resources.launcher=slurm"] : []
    let plan = try SweepPlan(loading: file, assignments: assignments + launcher)
    if dryRun {
      let preview = try SweepPreview(plan)
      let output = StandardOutput()
      try output.writeLine(json ? snakeCase(preview) : preview.table)
      return try output.flush()
    }
    TerminationSignals.catchAll(alsoInterrupts: true)
    TerminationSignals.workBegins()
    try show(SweepScheduler(beginning: plan).run(), asJSON: json)
  }

  private func snakeCase(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// `fovea sweep resume`: continues a sweep.
struct SweepResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Continues a sweep: its missing, interrupted and failed trials.",
    discussion: """
      Trials that were running continue from their checkpoints. Processes left by a killed scheduler are ended first; \
      its Slurm jobs that are still in the queue are taken over.

      EXAMPLES:
        fovea sweep resume runs/sweeps/quickstart
      """)

  @Argument(help: ArgumentHelp("The sweep's folder.", valueName: "dir"))
  var folder: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    TerminationSignals.catchAll(alsoInterrupts: true)
    TerminationSignals.workBegins()
    try show(SweepScheduler(resuming: folder).run(), asJSON: json)
  }
}

/// `fovea sweep status`: shows a sweep, running or not.
struct SweepStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows the trials of a sweep, whether it is running or not.",
    discussion: """
      EXAMPLES:
        fovea sweep status runs/sweeps/quickstart
        fovea sweep status runs/sweeps/quickstart --json
      """)

  @Argument(help: ArgumentHelp("The sweep's folder.", valueName: "dir"))
  var folder: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    try show(SweepSummary(journalOf: folder), asJSON: json)
  }
}

/// Prints a report as a table or as JSON.
private func show(_ report: SweepSummary, asJSON: Bool) throws {
  let output = StandardOutput()
  try output.writeLine(asJSON ? report.json() : report.table)
  try output.flush()
}
