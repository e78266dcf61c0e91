import Basics
import Foundation

/// Runs trials on this machine: one `mpirun` each, on separate cores if there are enough.
struct LocalLauncher: TrialLauncher {
  let slots: Int
  let pause: UInt32 = 50_000
  let trialsOutliveScheduler = false
  private let folder: SweepFolder
  private let settings: SweepConfiguration
  private let workingFolder: String
  private let say: (String) -> Void
  /// The processors of each slot; empty if slots are not bound.
  private let processors: [[Int]]

  init(
    _ folder: SweepFolder, _ settings: SweepConfiguration, workingFolder: String, say: @escaping (String) -> Void
  ) {
    self.say = say
    self.folder = folder
    self.settings = settings
    self.workingFolder = workingFolder
    let resources = settings.resources
    let needed = resources.ranks * resources.threads
    let cores = Machine.coreProcessors
    let slots = resources.slots > 0 ? resources.slots : max(1, cores.count / needed)
    self.slots = slots
    let isBound = resources.bind && slots * needed <= cores.count && ProgramSearch.path(of: "taskset") != nil
    processors = isBound ? (0..<slots).map { Array(cores[$0 * needed..<($0 + 1) * needed]) } : []
  }

  func requirePrograms() throws { _ = try ProgramSearch.required("mpirun") }

  func newSubmission() -> String? { nil }

  func start(_ jobs: [TrialJob]) throws -> [any RunningTrial] {
    var started: [TrialProcess] = []
    do {
      for job in jobs {
        let command = try command(job)
        let trial = folder.trial(job.trial.number)
        let killed = TrialProcess.endLeftovers(in: trial)
        if killed > 0 {
          say("trial \(job.trial.number): killed \(killed) process\(killed == 1 ? "" : "es") of its last start")
        }
        started.append(try TrialProcess(command, folder: trial, workingFolder: workingFolder))
      }
    } catch {
      // Nothing would keep track of those that were started before.
      for process in started { process.kill(atOnce: true) }
      throw error
    }
    return started
  }

  /// Ends the trial's processes, because nothing can wait for them any more.
  func takeUp(_ trial: SweepTrial) -> (any RunningTrial)? {
    if TrialProcess.endOrphan(in: folder.trial(trial.number)) {
      say("trial \(trial.number) was still running without a scheduler; it is continued from its checkpoint")
    }
    return nil
  }

  func command(_ job: TrialJob) throws -> [String] {
    let mpirun = try ProgramSearch.required("mpirun")
    var command: [String] = []
    if !processors.isEmpty, let taskset = ProgramSearch.path(of: "taskset") {
      command += [taskset, "-c", processors[job.slot].map(String.init).joined(separator: ",")]
    }
    let trial = TrialCommand(folder: folder, settings: settings)
    command += [mpirun] + trial.mpirunOptions + ["--map-by", "slot:OVERSUBSCRIBE"]
    if processors.isEmpty { command += ["--mca", "mpi_yield_when_idle", "1"] }
    return command + trial.training(job)
  }
}
