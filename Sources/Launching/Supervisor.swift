import Basics
import Collectives
import Foundation

/// How a job is launched and watched.
package struct LaunchOptions: Sendable {
  /// The launcher with its options and the command of the ranks.
  package var command: [String]
  /// Restarts in a row that may bring no progress.
  package var retries = 3
  /// Within this time after its start rank 0 must have shown itself.
  package var launchLimit = Duration.seconds(120)
  /// How long rank 0 may show nothing, and how long an ending job may take.
  package var exitLimit = Duration.seconds(30)
  /// A folder that this host and rank 0's both see; nil for a temporary one of this host.
  package var statusFolder: String?

  package init(command: [String]) {
    self.command = command
  }
}

/// Starts a job, watches it from outside, and starts it again from its last checkpoint when ranks or hosts are lost.
///
/// Inside the job, watchdogs end ranks that wait in vain; what is left to the supervisor is a launcher that does not
/// come up or does not go down, and the restart.
package final class Supervisor {
  private let options: LaunchOptions
  private let console: Console
  private let folder: String
  private let statusPath: String
  private var policy: RestartPolicy
  /// How many signals have come, and how many had before the job was begun.
  private let signals: () -> Int
  private let signalsBefore: Int

  /// - Parameter signals: how many requests to stop have come to this process so far.
  package init(
    _ options: LaunchOptions, console: Console = .standardError,
    signals: @escaping () -> Int = { TerminationSignals.count }
  ) throws {
    self.options = options
    self.console = console
    self.signals = signals
    signalsBefore = signals()
    policy = RestartPolicy(retries: options.retries)
    let parent = options.statusFolder ?? FileManager.default.temporaryDirectory.path
    folder = "\(parent)/fovea-launch-\(UUID().uuidString)"
    statusPath = "\(folder)/status"
    try Folder.make(folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs the job to its end, through as many restarts as the policy allows; returns the exit code of its last run.
  package func run() throws -> Int32 {
    var command = Self.passingStatus(options.command)
    while true {
      let attempt = try runOnce(command)
      say(
        "ended at step \(attempt.step) with code \(attempt.exitCode) (\(RestartPolicy.meaning(of: attempt.exitCode)))")
      if attempt.exitCode == 0 { return 0 }
      if attempt.wasAskedToStop {
        say("it was asked to stop, so it is not started again; --resume auto continues it")
        return attempt.exitCode
      }
      switch policy.decide(exitCode: attempt.exitCode, step: attempt.step, isOverdue: attempt.isOverdue) {
      case .giveUp(let why):
        say("not started again: \(why)")
        return attempt.exitCode
      case .restart(let number, let pause):
        say("restart \(number) of \(options.retries) from the last checkpoint, in \(pause.components.seconds) s")
        command = Self.resuming(command)
        pauseUnlessSignalled(pause)
        if isSignalled { return ExitCode.resumable.rawValue }
      }
    }
  }

  private struct Attempt {
    var exitCode: Int32
    var step: Int
    var isOverdue = false
    var wasAskedToStop = false
  }

  private func runOnce(_ command: [String]) throws -> Attempt {
    for path in [statusPath, StatusFile.stopPath(of: statusPath)] { unlink(path) }
    let leftovers = JobLeftovers(mark: "\(StatusFile.variable)=\(statusPath)")
    say("starts \(command.joined(separator: " "))")
    let job = try SupervisedProcess(
      command, environment: ProcessInfo.processInfo.environment.merging([StatusFile.variable: statusPath]) { $1 })
    let killsBefore = MemoryKills.count
    var attempt = watch(job)
    if let line = MemoryKills.line(before: killsBefore, after: MemoryKills.count) { say(line) }
    for line in leftovers.sweep() { say(line) }
    // A launcher that has lost a host sends SIGTERM to the ranks, which is no request of anybody; its exit code tells.
    let wasAsked = access(StatusFile.stopPath(of: statusPath), F_OK) == 0
    if wasAsked && attempt.exitCode == ExitCode.resumable.rawValue { attempt.wasAskedToStop = true }
    return attempt
  }

  /// Watches the job until it has ended, and ends it when it shows no life or a signal came.
  private func watch(_ job: SupervisedProcess) -> Attempt {
    var status = StatusFile.Content(count: 0, step: 0)
    var lastSign = ContinuousClock.now
    while true {
      if let code = job.poll() {
        return Attempt(exitCode: code, step: max(status.step, StatusFile.read(statusPath)?.step ?? 0))
      }
      if isSignalled { return stop(job) }
      let now = ContinuousClock.now
      if let new = StatusFile.read(statusPath), new != status {
        if status.count == 0 { say("rank 0 is up") }
        status = new
        lastSign = now
      }
      let limit = status.count == 0 ? options.launchLimit : options.exitLimit
      if now - lastSign > limit {
        let seconds = limit.components.seconds
        say(
          status.count == 0
            ? "rank 0 did not come up within \(seconds) s: a host may be unreachable; ending the job"
            : "rank 0 has shown no life for \(seconds) s; ending the job")
        let code = job.end(within: .seconds(10))
        return Attempt(exitCode: code == 0 ? ExitCode.resumable.rawValue : code, step: status.step, isOverdue: true)
      }
      usleep(50_000)
    }
  }

  /// Passes a request to stop on to the ranks, which save a checkpoint, and ends the job if they do not come to it.
  private func stop(_ job: SupervisedProcess) -> Attempt {
    say("a signal asks for a stop: the ranks are told to save and end")
    let begin = ContinuousClock.now
    var code: Int32?
    // Again and again, as a launcher that is still starting its ranks passes nothing on.
    while code == nil, ContinuousClock.now - begin < options.exitLimit {
      job.send(SIGUSR1)
      code = job.wait(.seconds(2))
    }
    if code == nil {
      say("they did not end within \(options.exitLimit.components.seconds) s; ending the job")
      // What the launcher then says is of its own end; a later start continues the run from its last checkpoint.
      code = job.end(within: .seconds(10)) == 0 ? 0 : ExitCode.resumable.rawValue
    }
    // Ranks that had not begun to catch the signal were ended by it, and lost nothing.
    if code == 128 + SIGUSR1 { code = ExitCode.resumable.rawValue }
    return Attempt(exitCode: code ?? 1, step: StatusFile.read(statusPath)?.step ?? 0, wasAskedToStop: true)
  }

  private var isSignalled: Bool { signals() > signalsBefore }

  private func pauseUnlessSignalled(_ pause: Duration) {
    let begin = ContinuousClock.now
    while ContinuousClock.now - begin < pause, !isSignalled { usleep(50_000) }
  }

  private func say(_ text: String) {
    console.writeLine("launch: \(text)")
  }

  /// The command such that mpirun passes the status file's name on to ranks of other hosts.
  package static func passingStatus(_ command: [String]) -> [String] {
    guard let launcher = command.first,
      ["mpirun", "mpiexec", "orterun"].contains((launcher as NSString).lastPathComponent)
    else { return command }
    return [launcher, "-x", StatusFile.variable] + command.dropFirst()
  }

  /// The command with `--resume auto` instead of whatever it was to begin with.
  static func resuming(_ command: [String]) -> [String] {
    var command = command
    if let place = command.firstIndex(of: "--resume"), place + 1 < command.count {
      command[place + 1] = "auto"
    } else if let place = command.firstIndex(where: { $0.hasPrefix("--resume=") }) {
      command[place] = "--resume=auto"
    } else {
      command += ["--resume", "auto"]
    }
    return command
  }
}
