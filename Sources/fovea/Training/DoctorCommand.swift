import ArgumentParser
import Basics
import Collectives
import Configuration
import Foundation
import Programs
import Runs
import Training

/// `fovea doctor`: checks what a run relies on.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks MPI, messages between hosts, cores, memory and files before a run; exits with 78 on a problem.",
    discussion: """
      Use the mpirun command of the run, with `fovea doctor` instead of `fovea train`. With the run's configuration it \
      also checks its files on every host, the memory of its ranks and the room for its checkpoints.

      EXAMPLES:
        fovea doctor
        mpirun -np 2 fovea doctor --folder runs --threads 1
        mpirun -np 2 fovea doctor my.yaml --threads 1
        mpirun --hostfile hosts -np 8 fovea doctor --folder /shared/runs --json
      """)

  @Argument(help: ArgumentHelp("The YAML configuration of the run.", valueName: "config"))
  var config: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A setting that overrides the file's; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp("The folder that the run will write to (default: this one).", valueName: "dir"))
  var folder: String?

  @Option(
    help: ArgumentHelp("Number of model parameters, to check shared memory (default: 60500000).", valueName: "count"))
  var parameters: Int?

  @Option(help: ArgumentHelp("How long no message between hosts may arrive.", valueName: "seconds"))
  var messageTimeout = 20

  @Flag(help: "Print one JSON object per finding.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    if let parameters, parameters <= 0 { throw ValidationError("--parameters is \(parameters); give at least 1") }
    guard config == nil || folder == nil && parameters == nil else {
      throw ValidationError(
        "the configuration says where the run writes and how large it is; leave out --folder and --parameters")
    }
    guard config != nil || assignments.isEmpty else {
      throw ValidationError("--set changes a configuration, and none is given")
    }
    guard (1...3600).contains(messageTimeout) else {
      throw ValidationError("--message-timeout is \(messageTimeout); give 1 to 3600 seconds")
    }
  }

  func run() throws {
    // MPI itself needs longer to start than a message takes.
    let unreachable = RanksUnreachable(seconds: messageTimeout + 40, exitCode: .configuration)
    try Ranks.run(unreachable: unreachable, checksPaths: false) { communicator in
      let messages: Preflight.Finding
      do {
        messages = try Preflight.Finding.messages(communicator, limit: .seconds(messageTimeout))
      } catch let error as RanksUnreachable {
        throw RanksUnreachable(seconds: error.seconds, exitCode: .configuration)
      }
      if communicator.rank == 0, messages.verdict == .bad {
        try show([messages])
        communicator.abort(PreflightFailed(problems: 1).diagnosis)
      }
      let count = try communicator.together { try threads.count() }
      let configuration = try communicator.together {
        try config.map { try ConfigurationLoader.load(TrainingConfiguration.self, from: $0, assignments: assignments) }
      }
      let findings = try findings(communicator, configuration, threads: count) + [messages]
      if communicator.rank == 0 { try show(findings) }
      let problems = findings.count { $0.verdict == .bad }
      guard problems == 0 else { throw PreflightFailed(problems: problems) }
    }
  }

  /// What every rank finds out together, about the machine and about the run.
  private func findings(
    _ communicator: any Communicator, _ configuration: TrainingConfiguration?, threads: Int
  ) throws -> [Preflight.Finding] {
    let hosts = try HostSurvey(communicator, configuration)
    let run = try configuration.map { try RunSurvey($0, communicator, hosts, threads: threads) }
    let preflight = Preflight(
      communicator, folder: run?.folder ?? folder ?? ".", parameters: run?.parameters ?? parameters ?? 60_500_000,
      threads: threads)
    var findings = try preflight.findings()
    if let speed = try Preflight.Finding.interconnect(communicator, hosts, parameters: run?.parameters) {
      findings.append(speed)
    }
    findings.append(hosts.limits(rankBytes: run?.rankBytes))
    return findings + (run?.findings() ?? [])
  }

  private func show(_ findings: [Preflight.Finding]) throws {
    let output = StandardOutput()
    for finding in findings {
      if json {
        try output.writeJSON(finding)
      } else {
        let verdict = finding.verdict.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
        try output.writeLine("\(verdict) \(finding.subject): \(finding.text)")
      }
    }
    try output.flush()
  }
}

/// The preflight found a problem that would make a run fail.
private struct PreflightFailed: DiagnosableError {
  var problems: Int

  var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "\(problems) problem\(problems == 1 ? "" : "s") found",
      remedy: "fix what the lines above say, then try again")
  }
}
