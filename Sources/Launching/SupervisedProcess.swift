import Basics
import Foundation

/// A child in a process group of its own, such as a launcher with its ranks, so that it can be told and ended as a whole.
package final class SupervisedProcess {
  /// Descriptors of this process that become the child's own.
  package struct Streams {
    package var input: Int32
    package var output: Int32
    package var errors: Int32
  }

  package let identifier: pid_t
  private var exitCode: Int32?
  /// The most memory that it has held, in kilobytes, as far as that can be told: of one that never held more than this
  /// process had before, it is what was seen while it ran.
  package private(set) var peakKilobytes = 0
  /// What the system counts as held by the child from the beginning: a program that takes another's place goes on with the
  /// peak of that one, which here is this process.
  private let inheritedKilobytes: Int

  /// Starts `command`, found by the search path, without input and with this process's output.
  ///
  /// - Parameter streams: what it gets instead, and no other descriptor of this process: a child that held on to a
  ///   connection would keep the other side from seeing that this process is gone.
  package init(_ command: [String], environment: [String: String], streams: Streams? = nil) throws {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setpgroup(&attributes, 0)
    // Signals that this process catches or ignores shall find the child as any other program. A hang-up is not among them:
    // where it is caught the child gets the default anyway, and where nohup had it ignored it is to stay so.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGTERM, SIGINT, SIGUSR1, SIGPIPE, SIGXFSZ] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)

    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    if let streams {
      posix_spawn_file_actions_adddup2(&files, streams.input, STDIN_FILENO)
      posix_spawn_file_actions_adddup2(&files, streams.output, STDOUT_FILENO)
      posix_spawn_file_actions_adddup2(&files, streams.errors, STDERR_FILENO)
      for descriptor in Self.openDescriptors() where descriptor > STDERR_FILENO {
        posix_spawn_file_actions_addclose(&files, descriptor)
      }
    } else {
      // In the background of a terminal, reading from it would stop the child.
      posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }

    let arguments = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawnp(&process, command[0], &files, &attributes, arguments, variables)
    guard code == 0 else { throw ProgramNotStarted(program: command[0], errorNumber: code) }
    identifier = process
    // By now the child is another program, so its inheritance can only be less.
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    inheritedKilobytes = usage.ru_maxrss
  }

  /// The exit code when the process has ended, 128 plus the signal's number when one ended it; `nil` while it runs.
  package func poll() -> Int32? {
    if let exitCode { return exitCode }
    peakKilobytes = max(peakKilobytes, Self.peakKilobytes(of: identifier))
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(identifier, &status, WNOHANG, &usage) == identifier else { return nil }
    if usage.ru_maxrss > inheritedKilobytes { peakKilobytes = usage.ru_maxrss }
    let signal = status & 0x7F
    exitCode = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    return exitCode
  }

  /// Waits for its end, at most so long.
  package func wait(_ limit: Duration) -> Int32? {
    let begin = ContinuousClock.now
    while ContinuousClock.now - begin < limit {
      if let code = poll() { return code }
      usleep(20_000)
    }
    return poll()
  }

  package func send(_ signal: Int32) {
    guard poll() == nil else { return }
    kill(identifier, signal)
  }

  /// Kills the whole group.
  package func killGroup() {
    guard poll() == nil else { return }
    kill(-identifier, SIGKILL)
    _ = wait(.seconds(5))
  }

  /// The most that a running process has held; 0 for one that has ended.
  private static func peakKilobytes(of process: pid_t) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }

  private static func openDescriptors() -> [Int32] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).compactMap { Int32($0) }
  }

  /// Ends it: SIGTERM, and SIGKILL to the whole group when that does not help within `limit`.
  package func end(within limit: Duration) -> Int32 {
    send(SIGTERM)
    if let code = wait(limit) { return code }
    kill(-identifier, SIGKILL)
    return wait(.seconds(5)) ?? 128 + SIGKILL
  }
}

/// A program could not be started.
package struct ProgramNotStarted: DiagnosableError {
  package var program: String
  package var errorNumber: Int32

  package var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput, problem: "cannot start the program: \(String(cString: strerror(errorNumber)))", place: program,
      remedy: "check the name and the search path; launch/setup installs mpirun")
  }
}
