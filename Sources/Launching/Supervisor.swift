import Basics
import Collectives
import Foundation

/// Options for launching and watching a job.
package struct LaunchOptions: Sendable {
  /// The launcher with its options and the command of the ranks.
  package var command: [String]
  /// The maximum number of consecutive restarts without progress.
  package var retries = 3
  /// The time within which rank 0 must show its first sign of life.
  package var launchLimit = Duration.seconds(120)
  /// How long rank 0 may show no sign of life, and how long a stopping job may take.
  package var exitLimit = Duration.seconds(30)
  /// A folder visible to this host and rank 0's; nil for a temporary one on this host.
  package var statusFolder: String?

  package init(command: [String]) {
    self.command = command
  }
}

/// Starts a job, watches it from outside, and starts it again from its last checkpoint when ranks or hosts are lost.
///
/// Inside the job, watchdogs end ranks that wait in vain. The supervisor handles a launcher that does not start or
/// stop, and restarts.
package final class Supervisor {
  private let options: LaunchOptions
  private let console: Console
  private let folder: StatusFolder
  private let statusPath: String
  private var statusFile: StatusFile?
  private var policy: RestartPolicy
  /// The number of signals received, now and before the job started.
  private let signals: () -> Int
  private let signalsBefore: Int

  /// - Parameter signals: the number of stop requests that this process has received so far.
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
    let abandoned = (StatusFolder.removeAbandoned(in: parent), SharedSegments.removeAbandoned())
    folder = try StatusFolder(in: parent)
    statusPath = folder.statusPath
    report(abandoned)
  }

  /// Says what killed jobs had left on this host.
  private func report(_ abandoned: (folders: Int, segments: Int)) {
    let parts = [
      (abandoned.folders, "status folder", "status folders"),
      (abandoned.segments, "segment of shared memory", "segments of shared memory"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    if !parts.isEmpty { say("removed \(parts.joined(separator: " and ")) that killed jobs had left") }
  }

  /// Runs the job to its end, with as many restarts as the policy allows; returns the exit code of the last run.
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
    statusFile = StatusFile.create(statusPath)
    if statusFile == nil {
      say("the status folder cannot be written to, so nobody notices if the job hangs: \(folder.path)")
    }
    let leftovers = JobLeftovers(mark: JobLeftovers.mark(statusPath: statusPath))
    say("starts \(command.joined(separator: " "))")
    let job = try SupervisedProcess(
      command, environment: ProcessInfo.processInfo.environment.merging([StatusFile.variable: statusPath]) { $1 })
    let killsBefore = MemoryKills.count
    var attempt = watch(job)
    if let line = MemoryKills.line(before: killsBefore, after: MemoryKills.count) { say(line) }
    for line in leftovers.sweep() { say(line) }
    // A launcher that has lost a host sends SIGTERM to the ranks without any stop request; its exit code distinguishes
    // that.
    let wasAsked = status?.isStopping ?? false
    if wasAsked && attempt.exitCode == ExitCode.resumable.rawValue { attempt.wasAskedToStop = true }
    return attempt
  }

  /// What rank 0 has written last. The file is read by its path, which another host's rank may have written to; if it was
  /// removed, the supervisor still has it open.
  private var status: StatusFile.Content? { StatusFile.read(statusPath) ?? statusFile?.content }

  /// Watches the job until it has ended; ends it if it shows no sign of life or a signal arrives.
  private func watch(_ job: SupervisedProcess) -> Attempt {
    var status = StatusFile.Content(count: 0, step: 0)
    var lastSign = ContinuousClock.now
    while true {
      if let code = job.poll() {
        return Attempt(exitCode: code, step: max(status.step, self.status?.step ?? 0))
      }
      if isSignalled { return stop(job) }
      let now = ContinuousClock.now
      if let new = self.status, new != status {
        if status.count == 0 { say("rank 0 is up") }
        status = new
        lastSign = now
      }
      let limit = status.count == 0 ? options.launchLimit : options.exitLimit
      // Without its file a job may be healthy: only its end is watched then.
      if now - lastSign > limit, access(statusPath, F_OK) == 0 {
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

  /// Passes a stop request on to the ranks, which save a checkpoint, and ends the job if they do not get to it.
  private func stop(_ job: SupervisedProcess) -> Attempt {
    say("received a signal to stop: asking the ranks to save and end")
    let begin = ContinuousClock.now
    var code: Int32?
    // Repeat the signal: a launcher that is still starting its ranks does not pass it on.
    while code == nil, ContinuousClock.now - begin < options.exitLimit {
      job.send(SIGUSR1)
      code = job.wait(.seconds(2))
    }
    if code == nil {
      say("they did not end within \(options.exitLimit.components.seconds) s; ending the job")
      // The launcher's code is then about its own end; a later start continues the run from its last checkpoint.
      code = job.end(within: .seconds(10)) == 0 ? 0 : ExitCode.resumable.rawValue
    }
    // Ranks that did not catch the signal yet were ended by it, and lost nothing.
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

  /// The command with an option to make mpirun pass the status file's name to ranks on other hosts.
  package static func passingStatus(_ command: [String]) -> [String] {
    guard let launcher = command.first,
      ["mpirun", "mpiexec", "orterun"].contains(PathName.last(of: launcher))
    else { return command }
    return [launcher, "-x", StatusFile.variable] + command.dropFirst()
  }

  /// The command with `--resume auto`, replacing any other `--resume`.
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
