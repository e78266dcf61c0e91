import Basics
import Collectives
import Foundation
import Planning
import Programs
import Runs
import Training

/// `fovea train --dry-run`: what a run would do and take. Nothing is trained and nothing is written.
struct DryRun {
  private let configuration: RunConfigurationOptions
  private let threads: ThreadOptions
  private let json: Bool

  init(_ configuration: RunConfigurationOptions, threads: ThreadOptions, json: Bool) {
    (self.configuration, self.threads, self.json) = (configuration, threads, json)
  }

  /// Every rank calls it; the first one prints.
  func run(_ communicator: any Communicator) throws {
    let run = try communicator.together { try configuration.load() }
    run.report(communicator)
    var settings = run.settings
    // Both would be written.
    (settings.data.cache, settings.gaze.cache) = ("", "")
    var options = RunOptions()
    options.threads = try communicator.together { try threads.count() }
    let rehearsal = try TrainingRun(settings, options, communicator).rehearse()
    guard communicator.rank == 0 else { return }
    var inputs = RunForecast.Inputs(
      rehearsal.configuration, rehearsal.model, train: rehearsal.train.corpus, valid: rehearsal.valid.corpus,
      steps: rehearsal.steps)
    (inputs.test, inputs.annotated) = (rehearsal.test?.corpus, rehearsal.annotated)
    (inputs.ranks, inputs.threads) = (communicator.size, options.threads)
    let report = DryRunReport(rehearsal, RunForecast(inputs), Surroundings(output: rehearsal.configuration.output))
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      for line in report.lines { try output.writeLine(line) }
    }
    try output.flush()
    for warning in report.warnings { Console.standardError.warn(warning) }
  }
}

/// What this machine has for the run.
struct Surroundings {
  let availableMemory: Double
  let freeDisk: Double
  /// Whether the output folder holds checkpoints, so that a run would not start there.
  let isTaken: Bool

  init(output: String) {
    availableMemory = Double(MemoryLimit.bytes)
    freeDisk = Self.freeBytes(near: output)
    isTaken = !CheckpointStore(RunFolder(output).checkpointsPath).list().isEmpty
  }

  /// The free bytes of the disk on which a folder is, or would be made.
  private static func freeBytes(near path: String) -> Double {
    var folder = path.isEmpty ? "." : path
    var status = statvfs()
    while statvfs(folder, &status) != 0 {
      let parent = PathName.folder(of: folder)
      guard parent != folder else { return 0 }
      folder = parent
    }
    return Double(status.f_bavail) * Double(status.f_frsize)
  }
}
