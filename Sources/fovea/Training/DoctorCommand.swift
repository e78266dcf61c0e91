import ArgumentParser
import Basics
import Collectives
import Foundation
import Programs
import Runs

/// `fovea doctor`: checks what a run relies on.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks MPI, messages between hosts, cores, memory and files before a run; exits with 78 on a problem.",
    discussion: """
      Use the mpirun command of the run, with `fovea doctor` instead of `fovea train`.

      EXAMPLES:
        fovea doctor
        mpirun -np 2 fovea doctor --folder runs --threads 1
        mpirun --hostfile hosts -np 8 fovea doctor --folder /shared/runs --json
      """)

  @Option(help: ArgumentHelp("The folder that the run will write to.", valueName: "dir"))
  var folder = "."

  @Option(help: ArgumentHelp("Number of model parameters, to check shared memory.", valueName: "count"))
  var parameters = 60_500_000

  @Option(help: ArgumentHelp("How long no message between hosts may arrive.", valueName: "seconds"))
  var messageTimeout = 20

  @Flag(help: "Print one JSON object per finding.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard parameters > 0 else { throw ValidationError("--parameters is \(parameters); give at least 1") }
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
      let rest = try Preflight(communicator, folder: folder, parameters: parameters, threads: count).findings()
      let findings = rest + [messages]
      if communicator.rank == 0 { try show(findings) }
      let problems = findings.count { $0.verdict == .bad }
      guard problems == 0 else { throw PreflightFailed(problems: problems) }
    }
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
