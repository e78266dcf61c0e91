import Basics
import Foundation

/// Runs trials as tasks of Slurm job arrays; trials that start together share an array.
struct SlurmLauncher: TrialLauncher {
  let slots: Int
  let pause: UInt32 = 1_000_000
  let trialsOutliveScheduler = true
  private let folder: SweepFolder
  private let batch: SlurmBatch
  private let queue: SlurmQueue
  private let say: (String) -> Void
  /// The path of the prologue; nil for none.
  private let prologue: String?
  private let environment: [String]

  init(
    _ folder: SweepFolder, _ settings: SweepConfiguration, workingFolder: String, say: @escaping (String) -> Void
  ) {
    self.folder = folder
    self.say = say
    let name = settings.slurm.prologue
    environment = settings.slurm.environment
    prologue = name.isEmpty ? nil : name.hasPrefix("/") ? name : "\(workingFolder)/\(name)"
    // Most sites allow a thousand tasks in an array.
    slots = min(1000, settings.resources.slots)
    batch = SlurmBatch(folder, settings, workingFolder: workingFolder)
    queue = SlurmQueue(say: say)
  }

  func requirePrograms() throws {
    // It becomes part of a line of the batch file that Slurm reads.
    guard !folder.path.hasControls else {
      throw InvalidSetting(
        "output", "is \(folder.path.debugDescription), which has control characters",
        remedy: "a batch file cannot name it; choose a folder without line ends and the like")
    }
    for program in ["sbatch", "squeue", "scancel"] { _ = try ProgramSearch.required(program) }
    if let prologue { return try SlurmPrologue.check(prologue) }
    // A prologue might set them.
    for (number, name) in environment.enumerated() where getenv(name) == nil {
      throw InvalidSetting(
        "slurm.environment[\(number)]", "is \(name), which is not set", remedy: "set it here or in a slurm.prologue")
    }
  }

  func newSubmission() -> String? { "fovea-\(UUID().uuidString.prefix(8).lowercased())" }

  func start(_ jobs: [TrialJob]) throws -> [any RunningTrial] {
    let tasks = jobs.compactMap { $0.submission.flatMap(SlurmTask.init(submission:)) }
    guard let name = tasks.first?.name, tasks.count == jobs.count else { return [] }
    for (job, task) in zip(jobs, tasks) {
      let trial = folder.trial(job.trial.number)
      try Folder.make(trial)
      try AtomicFile.write(task.submission + "\n", to: "\(trial)/\(SlurmTask.submissionName)")
    }
    let file = "\(folder.path)/jobs/\(name).sbatch"
    try Folder.make("\(folder.path)/jobs")
    try AtomicFile.write(batch.text(name: name, jobs, prologue: prologue.map(TextFile.lines) ?? []), to: file)
    let answer = try SlurmCommand.run("sbatch", ["--parsable", file])
    // The job number and, on a federation, the cluster.
    let number = answer.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ";").first.map(String.init)
    let trials = jobs.map { "\($0.trial.number)" }.joined(separator: ", ")
    say("submitted trial\(jobs.count == 1 ? "" : "s") \(trials) as Slurm job \(number ?? "?")")
    return zip(jobs, tasks).map { job, task in
      SlurmTrial(
        task, folder: folder.trial(job.trial.number), queue: queue, identifier: number.map { "\($0)_\(task.index)" })
    }
  }

  /// Finds the trial's job, and does not submit it again if it is in the queue or has ended with an exit code.
  ///
  /// - Throws: `SweepError.slurm` if Slurm does not answer.
  func takeUp(_ trial: SweepTrial) throws -> (any RunningTrial)? {
    guard trial.status == .running, let task = trial.submission.flatMap(SlurmTask.init(submission:)) else { return nil }
    let path = folder.trial(trial.number)
    if task.exitCode(in: path) == nil {
      try queue.load()
      guard let job = queue[task] else { return nil }
      say("trial \(trial.number) is Slurm job \(job.identifier), \(job.state.lowercased())")
    }
    return SlurmTrial(task, folder: path, queue: queue, identifier: queue[task]?.identifier)
  }
}
