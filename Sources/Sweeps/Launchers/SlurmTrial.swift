import Foundation

/// A stretch of a trial, running as a task of a Slurm array.
///
/// The job writes a file to the trial's folder when it ends. If the job was killed or its host is gone, there is no
/// such file, but the queue shows its end.
final class SlurmTrial: RunningTrial {
  private let task: SlurmTask
  private let folder: String
  private let queue: SlurmQueue
  private var identifier: String?
  private var isWithdrawn = false
  private let begin = ContinuousClock.now
  /// When the job was first found missing from the queue.
  private var missed: ContinuousClock.Instant?
  private var lost: String?

  /// A shared file system may take a moment to show what a job has written on another host.
  private static let silenceLimit = Duration.seconds(10)

  /// - Parameters:
  ///   - folder: the trial's folder.
  ///   - identifier: the job's identifier, if known.
  init(_ task: SlurmTask, folder: String, queue: SlurmQueue, identifier: String? = nil) {
    self.task = task
    self.folder = folder
    self.queue = queue
    self.identifier = identifier
  }

  var isRunning: Bool {
    if lost != nil || task.exitCode(in: folder) != nil { return false }
    // Ignore the queue if Slurm did not answer, or answered before the job was submitted.
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

  /// Slurm always gives a job some time to end.
  func kill(atOnce: Bool) {
    guard let identifier, !atOnce else { return }
    _ = try? SlurmCommand.run("scancel", [identifier])
  }
}
