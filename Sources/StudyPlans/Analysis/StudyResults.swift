import Basics
import Foundation

/// The collected runs of a study.
package struct StudyResults: Sendable {
  /// A run with its predictions.
  struct Run: Sendable {
    var run: StudyRun
    var record: StudyRecord
    var predictions: [String]
  }

  package let plan: StudyPlan
  package let ledger: StudyLedger
  let runs: [Run]
  let references: [String]
  /// Runs of the plan that are neither collected nor declared lost.
  package let missing: [StudyRun]
  package let lost: [StudyRun]

  /// - Throws: `StudyError` for a changed plan, a run of another plan, and a folder without runs; errors in the files.
  package init(_ plan: StudyPlan) throws {
    self.plan = plan
    let ledger = try StudyLedger(of: plan.folder)
    try ledger.require(plan)
    self.ledger = ledger
    var found: [Run] = []
    var missing: [StudyRun] = []
    for run in plan.runs {
      let place = plan.folder.run(run)
      let path = PathName.joined(place, StudyFolder.record)
      guard access(path, F_OK) == 0 else {
        if !ledger.isLost(run) { missing.append(run) }
        continue
      }
      let record = try Self.record(path)
      guard ledger.plans.contains(record.plan) else { throw StudyError.foreignRun(path: path, plan: record.plan) }
      let predictions = try plan.folder.texts(PathName.joined(place, StudyFolder.predictions))
      guard predictions.count == record.testSamples else {
        throw StudyError.incomplete(
          path: place, problem: "\(predictions.count) predictions for \(record.testSamples) test samples")
      }
      found.append(Run(run: run, record: record, predictions: predictions))
    }
    guard let first = found.first else { throw StudyError.nothingToReport(path: plan.folder.path) }
    references = try plan.folder.texts(plan.folder.path(of: StudyFolder.references))
    for run in found where run.predictions.count != references.count || run.record.testSHA256 != first.record.testSHA256
    {
      throw StudyError.otherTestSet(path: plan.folder.run(run.run), other: plan.folder.run(first.run))
    }
    (runs, self.missing) = (found, missing)
    lost = plan.runs.filter { run in ledger.isLost(run) && !found.contains { $0.run == run } }
  }

  private static func record(_ path: String) throws -> StudyRecord {
    do {
      return try JSONDecoder().decode(StudyRecord.self, from: TextFile.bytes(of: path))
    } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly, remedy: "restore the file from the repository")
    }
  }

  /// An arm's runs in the order of the plan's seeds.
  func runs(of arm: String) -> [Run] {
    let seeds = plan.settings.seeds
    return runs.filter { $0.run.arm == arm }.sorted {
      (seeds.firstIndex(of: $0.run.seed) ?? 0) < (seeds.firstIndex(of: $1.run.seed) ?? 0)
    }
  }

  /// The runs of both arms of a contrast with the same seed.
  func pairs(_ contrast: ContrastPlan) -> [(arm: Run, against: Run)] {
    let others = runs(of: contrast.against)
    return runs(of: contrast.arm).compactMap { run in
      others.first { $0.run.seed == run.run.seed }.map { (run, $0) }
    }
  }
}
