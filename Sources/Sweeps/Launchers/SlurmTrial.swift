import Foundation

/// A stretch of a trial as a task of a Slurm array.
///
/// Its end is told by the file that the job leaves in the trial's folder. Of a job that could leave none, as it was killed or
/// its host is gone, the queue knows.
final class SlurmTrial: RunningTrial {
  private let task: SlurmTask
  private let folder: String
  private let queue: SlurmQueue
  private var identifier: String?
  private var isWithdrawn = false
  private let begin = ContinuousClock.now
  /// When the queue was first found without it.
  private var missed: ContinuousClock.Instant?
  private var lost: String?

  /// A shared file system may take a moment to show what a job has written on another host.
  private static let silenceLimit = Duration.seconds(10)

  /// - Parameters:
  ///   - folder: the trial's.
  ///   - identifier: of the job, where it is known.
  init(_ task: SlurmTask, folder: String, queue: SlurmQueue, identifier: String? = nil) {
    self.task = task
    self.folder = folder
    self.queue = queue
    self.identifier = identifier
  }

  var isRunning: Bool {
    if lost != nil || task.exitCode(in: folder) != nil { return false }
    // A queue that does not answer, or was last asked before the job was there, knows nothing.
    guard let asked = queue.refreshIfOld(), asked >= begin else { return true }
    let job = queue[task]
    identifier = job?.identifier ?? identifier
    if let job, !job.hasEnded {
      missed = nil
      return true
    }
    let missed = missed ?? .now
    self.missed = missed
    guard ContinuousClock.now - missed >= Self.silenceLimit else { return true }
    let name = identifier.map { "Slurm job \($0)" } ?? "its Slurm job"
    lost = job.map { "\(name) ended as \($0.state)" } ?? "\(name) is not in the queue any more"
    return false
  }

  var end: TrialEnd { task.exitCode(in: folder).map { .exit($0) } ?? .lost(lost ?? "its Slurm job is gone") }

  func withdraw() {
    guard !isWithdrawn, let identifier else { return }
    isWithdrawn = true
    _ = try? SlurmCommand.run("scancel", ["--state=PENDING", identifier])
  }

  /// Slurm lets a job some time for its end in any case.
  func kill(atOnce: Bool) {
    guard let identifier, !atOnce else { return }
    _ = try? SlurmCommand.run("scancel", [identifier])
  }
}
