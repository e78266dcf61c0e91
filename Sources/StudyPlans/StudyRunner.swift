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
  /// - Parameters:
  ///   - lastStage: nil for all stages.
  ///   - seeds: the seeds to train; nil for all.
  /// - Throws: `StudyError` for a changed plan or a closed gate; `SweepError`, also when asked to stop.
  package func run(upTo lastStage: Int? = nil, seeds: Set<Int>? = nil) throws {
    var ledger = try StudyLedger(of: plan.folder)
    try ledger.require(plan)
    for stage in Set(plan.runs.map(\.stage)).sorted() where stage <= lastStage ?? .max {
      let runs = plan.runs.filter { $0.stage == stage && !ledger.isLost($0) && seeds?.contains($0.seed) ?? true }
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
    let folder = sweepFolder(stage, Set(runs.map(\.seed)))
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

  /// A folder for each stage and choice of seeds: a sweep knows its trials from the start.
  private func sweepFolder(_ stage: Int, _ seeds: Set<Int>) -> SweepFolder {
    let isAll = seeds == Set(plan.runs.filter { $0.stage == stage }.map(\.seed))
    let some = isAll ? "" : "seeds-\(seeds.sorted().map { "\($0)" }.joined(separator: "-"))-"
    return SweepFolder(PathName.joined(plan.work, "\(prefix(stage))\(some)\(suffix)"))
  }

  private func prefix(_ stage: Int) -> String { "stage-\(stage)-" }

  private var suffix: String { "\(plan.digest.prefix(8))" }

  /// The sweeps of a stage that have begun.
  private func sweeps(_ stage: Int) throws -> [SweepFolder] {
    guard access(plan.work, F_OK) == 0 else { return [] }
    return try Folder.names(in: plan.work).filter { $0.hasPrefix(prefix(stage)) && $0.hasSuffix(suffix) }
      .map { SweepFolder(PathName.joined(plan.work, $0)) }.filter(\.holdsSweep)
  }

  /// Collects what has ended of some runs.
  package func collect(_ runs: [StudyRun]) throws {
    for stage in Set(runs.map(\.stage)).sorted() {
      for folder in try sweeps(stage) {
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
}
