import ArgumentParser
import Basics
import Foundation
import Programs
import Runs
import StudyPlans

/// `fovea study run`: trains the runs of a plan that are missing.
struct StudyRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains what is missing of a study, stage by stage, and collects every run as it ends.",
    discussion: """
      The first run registers the plan by its SHA-256. After SIGTERM or Ctrl-C the running trials save checkpoints, and the \
      exit code is 75; the same command continues. Outcomes are in the plan's folder below runs/, to be committed.

      EXAMPLES:
        fovea study run results/attention-study
        fovea study run results/attention-study --stage 1
        fovea study run results/attention-study --seeds 1 2
        fovea study run results/attention-study --collect-only
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Option(help: ArgumentHelp("Stop after this stage.", valueName: "number"))
  var stage: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Train only the runs of these seeds, as many as fit into the time at hand.", valueName: "number")
  )
  var seeds: [Int] = []

  @Flag(help: "Collect what has ended, and train nothing.")
  var collectOnly = false

  func validate() throws {
    if collectOnly, stage != nil { throw ValidationError("--stage has no effect with --collect-only") }
    if collectOnly, !seeds.isEmpty { throw ValidationError("--seeds has no effect with --collect-only") }
  }

  func run() throws {
    let plan = try StudyPlan(loading: path)
    if let stage, !plan.runs.contains(where: { $0.stage == stage }) {
      throw ValidationError("the plan has no stage \(stage); its stages are \(Set(plan.runs.map(\.stage)).sorted())")
    }
    if let seed = seeds.first(where: { !plan.settings.seeds.contains($0) }) {
      throw ValidationError("the plan has no seed \(seed); its seeds are \(plan.settings.seeds)")
    }
    let console = Console.standardError
    let runner = StudyRunner(plan) { console.note($0) }
    if collectOnly { return try runner.collect(plan.runs) }
    TerminationSignals.catchAll(alsoInterrupts: true)
    TerminationSignals.workBegins()
    try runner.run(upTo: stage, seeds: seeds.isEmpty ? nil : Set(seeds))
  }
}

/// `fovea study reproduce`: trains one run again and compares it with the committed one.
struct StudyReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Compares a run that was trained again with the committed outcome, number by number.",
    discussion: """
      Without --run, prints the command that trains the run; with it, compares that run's folder with the committed outcome. \
      The same processor type, version, ranks and threads give the same bits.

      EXAMPLES:
        fovea study reproduce results/attention-study align 3
        fovea study reproduce results/attention-study align 3 --run runs/again
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Argument(help: ArgumentHelp("The run's arm.", valueName: "arm"))
  var arm: String

  @Argument(help: ArgumentHelp("The run's seed.", valueName: "seed"))
  var seed: Int

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The folder of the run that was trained again.", valueName: "dir"))
  var folder: String?

  func run() throws {
    let plan = try StudyPlan(loading: path)
    guard let planned = plan.runs.first(where: { $0.arm == arm && $0.seed == seed }) else {
      throw StudyError.unknownRun(arm: arm, seed: seed)
    }
    let output = StandardOutput()
    if let folder {
      try StudyReproduction().compare(RunFolder(folder), with: planned, of: plan)
      try output.writeLine("\(planned.description): the same test scores and predictions")
    } else {
      try output.writeLine(command(plan, planned))
    }
    try output.flush()
  }

  private func command(_ plan: StudyPlan, _ planned: StudyRun) -> String {
    let file = plan.folder.path(of: plan.settings.configuration)
    let assignments =
      plan.assignments(planned).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      + ["output=runs/again"]
    let resources = plan.settings.resources
    return
      "mpirun -np \(resources.ranks) -x FOVEA_THREADS=\(resources.threads) fovea train \(file.shellQuoted)"
      + assignments.map { " --set \($0.shellQuoted)" }.joined()
  }
}
