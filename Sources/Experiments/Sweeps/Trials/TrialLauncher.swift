import Basics
import Foundation

/// One stretch of a trial: from where it stands to its next rung.
struct TrialJob {
  let trial: SweepTrial
  let rung: Int
  /// The step to pause after; 0 for the trial's end.
  let pauseStep: Int
}

/// A stretch of a trial on its way.
protocol RunningTrial {
  var isRunning: Bool { get }
  /// How it ended.
  ///
  /// - Precondition: it is not running any more.
  var end: TrialEnd { get }
  /// Sends a signal to all its processes.
  func send(_ signal: Int32)
}

enum TrialEnd: Equatable {
  case exit(Int32)
  case signal(Int32)
}

/// How trials come to run: what the scheduler needs to know of a machine or a cluster.
protocol TrialLauncher {
  /// How many trials may run side by side.
  var slots: Int { get }
  /// Starts a stretch of a trial in a slot that is free.
  func start(_ job: TrialJob, slot: Int) throws -> any RunningTrial
}

/// Runs trials on this machine: one `mpirun` for each, on cores of its own where there are enough.
struct LocalLauncher: TrialLauncher {
  let slots: Int
  private let folder: SweepFolder
  private let settings: SweepConfiguration
  private let workingFolder: String
  /// The processors of each slot; empty where slots are not bound.
  private let processors: [[Int]]

  init(_ folder: SweepFolder, _ settings: SweepConfiguration, workingFolder: String) {
    self.folder = folder
    self.settings = settings
    self.workingFolder = workingFolder
    let resources = settings.resources
    let needed = resources.ranks * resources.threads
    let cores = Machine.coreProcessors
    let slots = resources.slots > 0 ? resources.slots : max(1, cores.count / needed)
    self.slots = slots
    let isBound = resources.bind && slots * needed <= cores.count && Self.path(of: "taskset") != nil
    processors = isBound ? (0..<slots).map { Array(cores[$0 * needed..<($0 + 1) * needed]) } : []
  }

  func start(_ job: TrialJob, slot: Int) throws -> any RunningTrial {
    try TrialProcess(command(job, slot: slot), folder: folder.trial(job.trial.number), workingFolder: workingFolder)
  }

  /// The command of a stretch; it continues from the newest checkpoint if there is one.
  func command(_ job: TrialJob, slot: Int) throws -> [String] {
    guard let mpirun = Self.path(of: "mpirun") else {
      throw SweepError.cannotStart(program: "mpirun", reason: "it is not on the PATH")
    }
    let resources = settings.resources
    var command: [String] = []
    if !processors.isEmpty, let taskset = Self.path(of: "taskset") {
      command += [taskset, "-c", processors[slot].map(String.init).joined(separator: ",")]
    }
    command += [mpirun, "-np", "\(resources.ranks)", "--bind-to", "none", "--oversubscribe"]
    if geteuid() == 0 { command.append("--allow-run-as-root") }
    if processors.isEmpty { command += ["--mca", "mpi_yield_when_idle", "1"] }
    command += ["-x", "OPENBLAS_NUM_THREADS=1", "-x", "FOVEA_THREADS=\(resources.threads)"]
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    command += [program, "train", folder.base]
    for (key, value) in job.trial.parameters.sorted(by: { $0.key < $1.key }) {
      command += ["--set", "\(key)=\(value)"]
    }
    let name = "\(settings.name)-\(SweepFolder.name(job.trial.number))"
    command += ["--set", "name=\(name)", "--set", "output=\(folder.trial(job.trial.number))", "--resume", "auto"]
    if job.pauseStep > 0 { command += ["--pause-after", "\(job.pauseStep)"] }
    return command
  }

  private static func path(of program: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}
