import Basics
import Foundation
import Runs

/// Compares a run that was trained again with the committed one.
package struct StudyReproduction {
  package init() {}

  /// - Parameters:
  ///   - folder: the run's own folder.
  ///   - run: the committed run to compare it with.
  /// - Throws: `StudyError.reproductionDiffers`, naming every number and prediction that differs; errors in the files.
  package func compare(_ folder: RunFolder, with run: StudyRun, of plan: StudyPlan) throws {
    let results = try StudyResults(plan)
    guard let committed = results.runs.first(where: { $0.run == run }) else {
      throw StudyError.unknownRun(arm: run.arm, seed: run.seed)
    }
    guard let test = try folder.testSummary(), let samples = try folder.predictions(RunFolder.testPredictions) else {
      throw StudyError.incomplete(path: folder.path, problem: "the run was not tested")
    }
    var differences: [String] = []
    func compare(_ name: String, _ ours: Double?, _ theirs: Double?) {
      if ours != theirs {
        differences.append("\(name) \(ours.map { "\($0)" } ?? "–") instead of \(theirs.map { "\($0)" } ?? "–")")
      }
    }
    compare("tested step", Double(test.step), Double(committed.record.testedStep))
    compare("test loss", test.loss, committed.record.testLoss)
    for name in committed.record.testScores.keys.sorted() {
      compare(name, test.scores[name], committed.record.testScores[name])
    }
    let others = zip(samples.map(\.prediction), committed.predictions).count { $0 != $1 }
    if samples.count != committed.predictions.count || others > 0 {
      differences.append("\(others) of \(committed.predictions.count) predictions")
    }
    guard differences.isEmpty else {
      throw StudyError.reproductionDiffers(run: run.description, differences: differences)
    }
  }
}
