import Basics
import Foundation
import Runs
import Training

/// Copies what is worth keeping of finished runs into the study's folder.
package struct StudyCollector {
  private let plan: StudyPlan

  package init(_ plan: StudyPlan) { self.plan = plan }

  /// Collects a finished run, unless it is there already.
  ///
  /// - Parameter folder: the run's own folder.
  /// - Returns: whether it was collected now; false also for a run that has not been tested yet.
  /// - Throws: `StudyError`; `FileFailure`; errors in the run's files.
  @discardableResult
  package func collect(_ run: StudyRun, from folder: RunFolder) throws -> Bool {
    let place = plan.folder.run(run)
    let record = PathName.joined(place, StudyFolder.record)
    // The summary is the last that a run writes; one without has not ended.
    guard access(record, F_OK) != 0, folder.exists(RunFolder.test), folder.exists(RunFolder.summary) else {
      return false
    }
    guard let test = try folder.testSummary(), let summary = try folder.summary(),
      let samples = try folder.predictions(RunFolder.testPredictions), samples.count == test.samples
    else {
      throw StudyError.incomplete(path: folder.path, problem: "the run was tested, but its files do not say how")
    }
    try requireReferences(samples.map(\.reference), folder.path)
    try Folder.make(place)
    try plan.folder.write(samples.map(\.prediction), to: PathName.joined(place, StudyFolder.predictions))
    // The record last: a folder without one is not collected.
    try AtomicFile.write(outcome(run, folder, test, summary).json(), to: record)
    return true
  }

  private func requireReferences(_ references: [String], _ path: String) throws {
    let file = plan.folder.path(of: StudyFolder.references)
    guard access(file, F_OK) == 0 else { return try plan.folder.write(references, to: file) }
    guard try plan.folder.texts(file) == references else { throw StudyError.otherTestSet(path: path, other: file) }
  }

  /// The processor with its kernels: the same runs come out bit for bit only where these are the same.
  private static func processor(_ summary: RunSummary, _ environment: RunEnvironment?) -> String {
    let rank = environment?.ranks.first
    return [summary.processor, rank.map { "OpenBLAS \($0.openBLASCore)" }, rank?.products]
      .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func outcome(
    _ run: StudyRun, _ folder: RunFolder, _ test: TestSummary, _ summary: RunSummary
  ) throws -> StudyRecord {
    let environment = try folder.lastEnvironment()
    let validation = summary.validations.last { $0.step == test.step }
    return StudyRecord(
      arm: run.arm, seed: run.seed, plan: plan.digest,
      settings: plan.assignments(run).filter { !["seed", "plan"].contains($0.key) },
      version: environment?.version ?? "", commit: environment?.commit ?? "",
      processor: Self.processor(summary, environment),
      ranks: summary.ranks ?? 1, threadsPerRank: summary.threadsPerRank ?? 1, steps: summary.steps ?? 0,
      seconds: ((summary.seconds ?? 0) * 10).rounded() / 10, parameters: summary.parameters ?? 0, testedStep: test.step,
      testSamples: test.samples, testFile: test.file, testSHA256: test.sha256, testLoss: test.loss,
      testScores: test.scores, validationLoss: validation?.loss,
      validationScores: (validation?.scores ?? [:]).filter { $0.value.isFinite })
  }
}
