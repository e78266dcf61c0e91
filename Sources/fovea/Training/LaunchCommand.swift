import ArgumentParser
import Basics
import Foundation
import Launching
import Programs
import Training

/// `fovea launch`: runs a job under supervision.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch",
    abstract: "Supervises a training job, and restarts it from its last checkpoint when ranks or hosts are lost.",
    discussion: """
      Everything after -- is the command: a launcher with its options, and `fovea train`. It is restarted with \
      --resume auto if it exits with 75, if a rank was killed or crashed, if a host was lost, or if it shows no sign \
      of life, but not after errors in the data, the configuration or the disk. After SIGTERM, SIGINT or SIGUSR1, the \
      ranks save a checkpoint and end.

      launch/local and launch/cluster build such commands.

      EXAMPLES:
        fovea launch -- mpirun -np 2 fovea train configs/quickstart.yaml
        fovea launch --retries 10 -- mpirun --hostfile hosts -np 8 fovea train run.yaml --resume auto
      """)

  @Option(help: ArgumentHelp("Consecutive restarts allowed without progress.", valueName: "count"))
  var retries = 3

  @Option(help: ArgumentHelp("Time limit for the ranks to start.", valueName: "seconds"))
  var launchTimeout = 120

  @Option(help: ArgumentHelp("Time limit without a sign of life, and for a job to end.", valueName: "seconds"))
  var exitTimeout = 30

  @Option(
    help: ArgumentHelp(
      "A folder shared by this host and rank 0's, for signs of life (default: a temporary folder on this host).",
      valueName: "dir"))
  var statusFolder: String?

  @Flag(help: "Print the command and stop.")
  var dryRun = false

  @Argument(parsing: .postTerminator, help: ArgumentHelp("The launcher and the ranks' command.", valueName: "command"))
  var command: [String] = []

  func validate() throws {
    guard !command.isEmpty else { throw ValidationError("give the command after --") }
    guard retries >= 0 else { throw ValidationError("--retries is \(retries); give 0 or more") }
    guard launchTimeout >= 1, exitTimeout >= 1 else { throw ValidationError("a time limit must be at least 1 s") }
  }

  func run() throws {
    if dryRun {
      let output = StandardOutput()
      try output.writeLine(Supervisor.passingStatus(command).joined(separator: " "))
      return try output.flush()
    }
    if let statusFolder { try OutputInCheckpoint.check(statusFolder) }
    TerminationSignals.catchAll(alsoInterrupts: true)
    TerminationSignals.workBegins()
    var options = LaunchOptions(command: command)
    options.retries = retries
    options.statusFolder = statusFolder
    options.launchLimit = .seconds(launchTimeout)
    options.exitLimit = .seconds(exitTimeout)
    let code = try Supervisor(options).run()
    if code != 0 { Foundation.exit(code) }
  }
}
