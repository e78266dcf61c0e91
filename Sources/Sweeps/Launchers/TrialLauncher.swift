import Foundation

/// A stretch of a trial: from its current position to its next rung.
struct TrialJob {
  let trial: SweepTrial
  let rung: Int
  /// The step to pause after; 0 to run to the trial's end.
  let pauseStep: Int
  /// The slot among the trials that run in parallel.
  let slot: Int
  /// The name of the stretch in an external queue; see `TrialLauncher.newSubmission`.
  let submission: String?
}

/// A stretch of a trial that has been started.
protocol RunningTrial {
  var isRunning: Bool { get }
  /// How the stretch ended.
  ///
  /// - Precondition: it is no longer running.
  var end: TrialEnd { get }
  /// Removes it from the queue if it has not begun.
  func withdraw()
  /// Ends it: immediately, or with time to clean up.
  func kill(atOnce: Bool)
}

enum TrialEnd: Equatable {
  case exit(Int32)
  case signal(Int32)
  /// Ended without an exit code; the text says why, if known.
  case lost(String)
}

/// Starts trials on a machine or a cluster for the scheduler.
protocol TrialLauncher {
  /// The number of trials that may run in parallel.
  var slots: Int { get }
  /// Microseconds between two checks of the running trials.
  var pause: UInt32 { get }
  /// Whether trials keep running without the scheduler, so the next scheduler can take them over.
  var trialsOutliveScheduler: Bool { get }
  /// Throws if a program that every trial needs is missing.
  func requirePrograms() throws
  /// A new name for stretches that start together, which the journal records before they start; nil if they end with
  /// this machine. A stretch's own name is this name, an underscore and its index.
  func newSubmission() -> String?
  /// Starts stretches together.
  func start(_ jobs: [TrialJob]) throws -> [any RunningTrial]
  /// Finds a stretch that an earlier scheduler started, or ends what is left of it; nil if it must be started again.
  func takeUp(_ trial: SweepTrial) throws -> (any RunningTrial)?
}

extension SweepPlan {
  /// The launcher that the settings select.
  ///
  /// - Parameters:
  ///   - workingFolder: the folder to which paths in the configuration are relative.
  ///   - say: prints a line for the user.
  func launcher(workingFolder: String, say: @escaping (String) -> Void = { _ in }) -> any TrialLauncher {
    let folder = SweepFolder(settings.output)
    return switch settings.resources.launcher {
    case .local: LocalLauncher(folder, settings, workingFolder: workingFolder, say: say)
    case .slurm: SlurmLauncher(folder, settings, workingFolder: workingFolder, say: say)
    }
  }
}
