import Basics

/// Decides whether to restart a job that has ended.
struct RestartPolicy {
  /// The maximum number of consecutive restarts without progress.
  let retries: Int
  private var fruitless = 0
  private var furthestStep = 0

  init(retries: Int) {
    self.retries = retries
  }

  enum Decision: Equatable {
    /// Another start would not help.
    case giveUp(why: String)
    case restart(attempt: Int, pause: Duration)
  }

  /// Exit codes of jobs that lost a rank, a host or the launcher, with their meanings.
  private static let recoverable: [Int32: String] = [
    ExitCode.resumable.rawValue: "stopped, but resumable", 134: "a rank aborted", 135: "a rank had a bus error",
    137: "a rank was killed", 139: "a rank had a segmentation fault", 143: "it was terminated",
    205: "a host was lost",
  ]

  static func meaning(of code: Int32) -> String {
    switch code {
    case ExitCode.success.rawValue: "done"
    case ExitCode.usage.rawValue: "wrong usage"
    case ExitCode.badData.rawValue: "bad data"
    case ExitCode.system.rawValue: "too little memory"
    case ExitCode.inputOutput.rawValue: "reading or writing failed"
    case ExitCode.configuration.rawValue: "wrong configuration"
    default: recoverable[code] ?? "failed"
    }
  }

  /// - Parameters:
  ///   - step: the training step that the job reached.
  ///   - isOverdue: whether it was ended for showing no sign of life, whatever its exit code.
  mutating func decide(exitCode: Int32, step: Int, isOverdue: Bool) -> Decision {
    guard isOverdue || Self.recoverable[exitCode] != nil else {
      return .giveUp(why: "a restart would not change that")
    }
    fruitless = step > furthestStep ? 1 : fruitless + 1
    furthestStep = max(furthestStep, step)
    guard retries > 0 else { return .giveUp(why: "no restarts are allowed") }
    guard fruitless <= retries else { return .giveUp(why: "\(retries) restarts in a row came no further") }
    return .restart(attempt: fruitless, pause: .seconds(min(30, 1 << min(fruitless - 1, 5))))
  }
}
