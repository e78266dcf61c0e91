import Basics
import Foundation

/// What the system's libraries need of a process's environment and limits, which a person or a script may have set to
/// anything. Without it they crash.
enum ProcessSurroundings {
  /// Makes what can be made usable. Call it first, before anything opens a file.
  ///
  /// - Throws: `TooFewDescriptors`; `NoThreads`.
  static func prepare() throws {
    // If the reader of the output has closed it, the next write fails and the command ends quietly.
    StandardStreams.keepFailedWritesFromKilling()
    StandardStreams.takeClosed()
    widenHelp()
    forgetOddLocales()
    try requireDescriptors()
    try requireThreads()
  }

  /// The parser lays help out for the width of the terminal, or for `COLUMNS`, and crashes below some 27 columns.
  private static func widenHelp() {
    let least = 40
    var size = winsize()
    let isTerminal = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let stated = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    let width = stated ?? (isTerminal ? Int(size.ws_col) : least)
    if width < least { setenv("COLUMNS", String(least), 1) }
  }

  /// Foundation's ICU crashes on names of locales that are too long to be any: about 160 bytes.
  private static func forgetOddLocales() {
    for name in ["LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "LC_COLLATE", "LC_TIME"] {
      if let value = getenv(name), strlen(value) > 100 { unsetenv(name) }
    }
  }

  /// The system's queues crash where they get no descriptors, so that no command can tell why.
  private static func requireDescriptors() throws {
    let least: rlim_t = 16
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < least else { return }
    limit.rlim_cur = min(limit.rlim_max, least)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard limit.rlim_cur >= least else { throw TooFewDescriptors(limit: UInt64(limit.rlim_cur), least: UInt64(least)) }
  }

  /// Where no thread can be started, work that is handed to the system's queues waits for ever.
  private static func requireThreads() throws {
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { _ in nil }, nil)
    guard code == 0 else { throw NoThreads(errorNumber: code) }
    pthread_join(thread, nil)
  }
}

/// The process may have too few files open at once.
struct TooFewDescriptors: DiagnosableError, Equatable {
  var limit: UInt64
  var least: UInt64

  var diagnosis: Diagnosis {
    Diagnosis(
      .system, problem: "this process may have \(limit) files open at once and needs at least \(least)",
      remedy: "raise the limit (ulimit -n)")
  }
}

/// The system refuses another thread.
struct NoThreads: DiagnosableError, Equatable {
  var errorNumber: Int32

  var diagnosis: Diagnosis {
    Diagnosis(
      .system, problem: "this process may start no thread: \(String(cString: strerror(errorNumber)))",
      remedy: "raise the limit of processes (ulimit -u), or end other processes of this user")
  }
}
