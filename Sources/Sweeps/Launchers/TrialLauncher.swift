import Foundation

/// One stretch of a trial: from where it stands to its next rung.
struct TrialJob {
  let trial: SweepTrial
  let rung: Int
  /// The step to pause after; 0 for the trial's end.
  let pauseStep: Int
  /// The place among the trials that run side by side.
  let slot: Int
  /// What the stretch is known by where somebody else runs it; see `TrialLauncher.newSubmission`.
  let submission: String?
}

/// A stretch of a trial on its way.
protocol RunningTrial {
  var isRunning: Bool { get }
  /// How it ended.
  ///
  /// - Precondition: it is not running any more.
  var end: TrialEnd { get }
  /// Takes it out of the queue if it has not begun.
  func withdraw()
  /// Ends it: with patience, or at once.
  func kill(atOnce: Bool)
}

enum TrialEnd: Equatable {
  case exit(Int32)
  case signal(Int32)
  /// Ended in a way that left no exit code; why, as far as that is known.
  case lost(String)
}

/// How trials come to run: what the scheduler needs to know of a machine or a cluster.
protocol TrialLauncher {
  /// How many trials may run side by side.
  var slots: Int { get }
  /// Microseconds between two looks at the running trials.
  var pause: UInt32 { get }
  /// Whether trials go on without the scheduler, to be taken up by the next.
  var trialsOutliveScheduler: Bool { get }
  /// Throws when a program is missing that every trial is started with.
  func requirePrograms() throws
  /// A new name for stretches that start together, which the journal knows before they do; nil where they die with this
  /// machine. Each stretch's own name is this one, an underscore and its place among them.
  func newSubmission() -> String?
  /// Starts stretches together.
  func start(_ jobs: [TrialJob]) throws -> [any RunningTrial]
  /// Finds a stretch that an earlier scheduler started, or ends what is left of it; nil when it is to be started again.
  func takeUp(_ trial: SweepTrial) throws -> (any RunningTrial)?
}

extension SweepPlan {
  /// The launcher that the settings ask for.
  ///
  /// - Parameters:
  ///   - workingFolder: where relative paths in the configuration begin.
  ///   - say: tells a person a line.
  func launcher(workingFolder: String, say: @escaping (String) -> Void = { _ in }) -> any TrialLauncher {
    let folder = SweepFolder(settings.output)
    return switch settings.resources.launcher {
    case .local: LocalLauncher(folder, settings, workingFolder: workingFolder, say: say)
    case .slurm: SlurmLauncher(folder, settings, workingFolder: workingFolder, say: say)
    }
  }
}
