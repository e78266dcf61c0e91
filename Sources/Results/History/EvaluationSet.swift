import Basics
import Runs

/// The samples on which runs are compared.
package enum EvaluationSet: String, Encodable, Sendable, CaseIterable {
  /// Those of the validations, which also select each run's checkpoint.
  case validation
  /// Those of `evaluation.test`, which the selected checkpoint alone was measured on.
  case test
}

extension RunDetails {
  /// The run with the losses, scores and predictions of its test set instead of its validation's; nil if it was not
  /// tested.
  ///
  /// - Throws: `DataLineError` for a damaged file, `FileFailure` and `UnusableFile`.
  func tested() throws -> (run: RunDetails, summary: TestSummary)? {
    let files = RunFolder(folder)
    let found: TestSummary?
    do {
      found = try files.testSummary()
    } catch let error as DecodingError {
      throw DataLineError(
        path: files.path(of: RunFolder.test), line: 0, problem: error.briefly,
        remedy: "repeat the run's test, or restore the file")
    }
    guard let summary = found else { return nil }
    var run = self
    run.record.validationLoss = summary.loss.flatMap { $0.isFinite ? $0 : nil }
    run.record.scores = summary.scores.filter { $0.value.isFinite }
    run.record.bestStep = summary.step
    run.samples = try files.predictions(RunFolder.testPredictions) ?? []
    return (run, summary)
  }

  /// Without any result, for a run that has no validation and need not have a test.
  var withoutResults: RunDetails {
    var run = self
    run.record.validationLoss = nil
    run.record.scores = [:]
    run.samples = []
    return run
  }

  var hasResults: Bool { record.validationLoss != nil || !record.scores.isEmpty }
}
