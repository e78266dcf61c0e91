import Basics
import Foundation
import Runs
import Sweeps

/// Trains the runs of a study, stage by stage.
package struct StudyRunner {
  private let plan: StudyPlan
  private let say: (String) -> Void

  package init(_ plan: StudyPlan, say: @escaping (String) -> Void) {
    (self.plan, self.say) = (plan, say)
  }

  /// Trains what is missing, up to a stage, and collects every run as it ends. The first run registers the plan.
  ///
  /// - Parameter lastStage: nil for all stages.
  /// - Throws: `StudyError` for a changed plan or a closed gate; `SweepError`, also when asked to stop.
  package func run(upTo lastStage: Int? = nil) throws {
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.require(plan)
    for stage in Set(plan.runs.map(\.stage)).sorted() where stage <= lastStage ?? .max {
      let runs = plan.runs.filter { $0.stage == stage && !ledger.isLost($0) }
      try collect(runs)
      guard runs.contains(where: { !isCollected($0) }) else { continue }
      try requireOpen(stage, ledger)
      try ledger.register(plan)
      try train(runs, stage)
    }
  }

  private func isCollected(_ run: StudyRun) -> Bool {
    access(PathName.joined(plan.folder.run(run), StudyFolder.record), F_OK) == 0
  }

  private func requireOpen(_ stage: Int, _ ledger: StudyLedger) throws {
    if let gate = plan.settings.gates["\(stage)"] {
      let path = plan.folder.path(of: gate)
      guard access(path, F_OK) == 0 else { throw StudyError.gateClosed(stage: stage, path: path) }
    }
    let missing = plan.runs.filter { $0.stage < stage && !ledger.isLost($0) && !isCollected($0) }
    guard missing.isEmpty else { throw StudyError.earlierStage(stage: stage, missing: missing.map(\.description)) }
  }

  private func train(_ runs: [StudyRun], _ stage: Int) throws {
    let folder = sweepFolder(stage)
    let scheduler: SweepScheduler
    if folder.holdsSweep {
      scheduler = try SweepScheduler(resuming: folder.path)
    } else {
      // Runs that an earlier version of the plan has trained stay as they are.
      let sweep = try plan.sweep(runs.filter { !isCollected($0) }, to: folder.path)
      scheduler = try SweepScheduler(beginning: sweep)
    }
    scheduler.afterTrial = { _ in try collect(runs) }
    _ = try scheduler.run()
  }

  private func sweepFolder(_ stage: Int) -> SweepFolder {
    SweepFolder(PathName.joined(plan.work, "stage-\(stage)-\(plan.digest.prefix(8))"))
  }

  /// Collects what has ended of some runs.
  package func collect(_ runs: [StudyRun]) throws {
    for stage in Set(runs.map(\.stage)).sorted() {
      let folder = sweepFolder(stage)
      guard folder.holdsSweep else { continue }
      // A sweep lists the runs that were missing when it began, so its numbers say nothing of the plan's order.
      for (trial, point) in try folder.plan().settings.points.enumerated() {
        guard let run = runs.first(where: { plan.assignments($0) == point }) else { continue }
        if try StudyCollector(plan).collect(run, from: RunFolder(folder.trial(trial))) {
          say("\(run.description): collected in \(plan.folder.run(run))")
        }
      }
    }
  }
}
