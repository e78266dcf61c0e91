import Foundation
import TestSupport
import Testing

/// `fovea sweep` over job arrays of a real Slurm, which runs on this machine for as long as the test does.
@Suite(
  .enabled(if: Program.isBuilt, Program.skipMessage), .enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"),
  .enabled(
    if: SlurmHere.canStart, "there is no Slurm to start: that needs root, and slurmctld, slurmd, sbatch and munged"),
  .serialized)
struct SlurmSweepTests {
  private static let sweep = """
    dimensions:
      optimizer.learning_rate: {low: 1.0e-5, high: 3.0e-2, scale: log}
    search: {method: random, trials: 9, seed: 7}
    halving: {minimum_steps: 2, maximum_steps: 18, factor: 3}
    """

  /// Starts a sweep whose scheduler is killed while jobs are in the queue; then a job is cancelled by somebody, and one is
  /// killed so that it can leave nothing.
  ///
  /// - Returns: the last scheduler; nil if the sweep was over before all of that was done.
  private func killedSweep(_ workspace: SweepWorkspace, _ slurm: SlurmHere) throws -> Process? {
    // On a busy machine Slurm tells late of a job's end, and another one is hit in the meantime: maybe of the same trial.
    var scheduler = try workspace.start("run", workspace.file, "--slurm", "--set", "resources.retries=9")
    guard
      scheduler.isRunning(until: {
        workspace.count("reached") >= 3 && workspace.count("started") > workspace.count("reached")
      })
    else { return nil }
    kill(scheduler.processIdentifier, SIGKILL)
    scheduler.waitUntilExit()
    scheduler = try workspace.start("resume", workspace.folder)
    guard scheduler.isRunning(until: { workspace.count("reached") >= 4 }) else { return nil }
    let before = workspace.count("interrupted")
    for (number, end) in [slurm.cancelRunningJob, slurm.killRunningJob].enumerated() {
      // A job may end by itself just before it is hit; then the next one is.
      guard
        scheduler.isRunning(until: {
          end() && comesTrue(within: 10) { workspace.count("interrupted") > before + number }
        })
      else { return nil }
    }
    return scheduler
  }

  @Test func jobsAreFollowedThroughKills() throws {
    var slurm = try SlurmHere()
    var workspace = try SweepWorkspace(Self.sweep, environment: slurm.environment)
    var last = try killedSweep(workspace, slurm)
    // On a busy machine this test may get its next turn when the sweep is over: then there is another.
    for _ in 1...10 where last == nil {
      slurm = try SlurmHere()
      workspace = try SweepWorkspace(Self.sweep, environment: slurm.environment)
      last = try killedSweep(workspace, slurm)
    }
    let scheduler = try #require(last)
    #expect(comesTrue { !scheduler.isRunning })
    let log = try workspace.log()
    #expect(scheduler.terminationStatus == 0, "\(log)")
    #expect(log.contains("ended as") && log.contains("submitted trials 0, 1 as Slurm job"), "\(log)")
    let report = try workspace.report()
    #expect(report.status == "finished" && report.trials.count == 9, "\(log)")
    try workspace.expectHalving(report)
    try workspace.expectEvents(report)
    #expect(workspace.count("failed") == 0, "\(log)")
    // No job besides those of the starts: whatever was in the queue at the kill was not submitted again. The two starts
    // that the scheduler was at when it was killed may have no job.
    let submitted = try slurm.submittedTasks()
    let starts = report.trials.reduce(0) { $0 + $1.starts }
    #expect(submitted <= starts && submitted >= starts - 2, "\(submitted) jobs, \(starts) starts: \(log)")
  }

  @Test func askedToStopItsJobsSaveAndThoseThatWaitAreWithdrawn() throws {
    let slurm = try SlurmHere()
    let workspace = try SweepWorkspace(
      "dimensions: {seed: {values: [1, 2, 3]}}\nsearch: {method: grid}\n"
        + "halving: {minimum_steps: 50000, maximum_steps: 100000, factor: 100}\n", environment: slurm.environment)
    let scheduler = try workspace.start("run", workspace.file, "--slurm", "--set", "resources.slots=3")
    for trial in ["0000", "0001"] {
      #expect(
        comesTrue { FileManager.default.fileExists(atPath: "\(workspace.folder)/trials/\(trial)/events.jsonl") })
    }
    kill(scheduler.processIdentifier, SIGTERM)
    scheduler.waitUntilExit()
    let log = try workspace.log()
    #expect(scheduler.terminationStatus == 75, "\(log)")
    #expect(try workspace.report().trials.map(\.status) == ["interrupted", "interrupted", "interrupted"])
    for trial in ["0000", "0001"] {
      let last = "\(workspace.folder)/trials/\(trial)/checkpoints/last"
      #expect(try Program.run("checkpoint", "verify", last).status == 0)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(workspace.folder)/trials/0002/events.jsonl"))
    #expect(try slurm.queue().isEmpty)
  }

  @Test func whatSlurmRefusesIsToldInItsWords() throws {
    let slurm = try SlurmHere()
    let workspace = try SweepWorkspace(Self.sweep)
    let result = try Program.run(
      "sweep", "run", workspace.file, "--slurm", "--set", "slurm.partition=nowhere", environment: slurm.environment)
    #expect(result.status == 1 && result.errors.contains("sbatch failed") && result.errors.contains("partition"))
    #expect(try slurm.submittedTasks() == 0)
  }
}

/// A Slurm of this host alone, with two CPUs, which ends with the object.
private final class SlurmHere {
  private let folder: TemporaryFolder

  private static let script = PackageFolder.path("launch/lib/slurm-here")

  /// Whether this machine has what a Slurm is made of.
  static var canStart: Bool {
    let programs = ["slurmctld", "slurmd", "sbatch", "munged"]
    let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    return geteuid() == 0
      && programs.allSatisfy { program in folders.contains { access("\($0)/\(program)", X_OK) == 0 } }
  }

  var environment: [String: String] { ["SLURM_CONF": folder.path("slurm.conf")] }

  init() throws {
    folder = try TemporaryFolder()
    let result = try Program.shell("PATH=$PATH:/usr/sbin:/sbin \(Self.script) up \(folder.path) 2")
    try #require(result.status == 0, "\(result.errors)")
  }

  deinit { _ = try? Program.shell("\(Self.script) down \(folder.path)") }

  private func run(_ command: String) throws -> [Substring] {
    let result = try Program.shell("export SLURM_CONF=\(folder.path("slurm.conf")); \(command)")
    try #require(result.status == 0, "\(result.errors)")
    return result.output.split(separator: "\n")
  }

  /// The jobs that wait or run.
  func queue() throws -> [Substring] { try run("squeue --noheader --array") }

  /// How many tasks were ever submitted: they are numbered from 1.
  func submittedTasks() throws -> Int {
    let states = try run("squeue --noheader --array --states=all --format='%F %K %T'")
    return Set(states.map { $0.split(separator: " ").prefix(2).joined(separator: "_") }).count
  }

  /// Both tell whether there was a job to end.
  func cancelRunningJob() -> Bool {
    ends("job=$(squeue --noheader --array --states=RUNNING --format=%i | head -n 1); [ -n \"$job\" ] && scancel $job")
  }

  /// Kills all processes of a job at once, its batch shell too.
  func killRunningJob() -> Bool {
    ends(
      "job=$(squeue --noheader --array --states=RUNNING --format=%A | head -n 1); [ -n \"$job\" ] &&"
        + " processes=$(scontrol listpids $job | awk 'NR > 1 && $1 > 0 {print $1}') && kill -KILL $processes")
  }

  private func ends(_ command: String) -> Bool {
    let result = try? Program.shell("export SLURM_CONF=\(folder.path("slurm.conf")); \(command)")
    return result?.status == 0
  }
}
