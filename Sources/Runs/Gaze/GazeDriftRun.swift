import ReadingTables
import Recordings

/// Corrects the vertical drift of imported trials with one algorithm, and maps their fixations to boxes and tokens again.
package struct GazeDriftRun {
  package var settings = DriftSettings()
  /// As in `FixationSettings.boxRadius`, in pixels.
  package var boxRadius = 0.0

  package init() {}

  package struct Report: Encodable, Sendable {
    package var algorithm: String
    package var trials: Int
    /// Trials without boxes or positions, which are written as they were.
    package var trialsNotCorrected = 0
    /// The place of the first of these.
    package var firstNotCorrected: String?
    /// Nil if no trial was corrected.
    package var result: DriftComparisonReport.Row?
    package var fixations = 0
    package var fixationsNearText = 0
    /// Before the correction.
    package var onBoxShare: Double?
    package var tokens: MappedTrials.Account?

    enum CodingKeys: String, CodingKey {
      case algorithm, trials, result, fixations, tokens
      case trialsNotCorrected = "trials_not_corrected"
      case firstNotCorrected = "first_not_corrected"
      case fixationsNearText = "fixations_near_text"
      case onBoxShare = "on_box_share"
    }
  }

  /// - Returns: all trials, in order, and what changed.
  /// - Throws: `NothingToCorrect`; `SyntaxError` for code that is too long to parse.
  package func run(_ trials: [ReadingTrial]) throws -> (trials: [ReadingTrial], report: Report) {
    let correction = DriftCorrection(settings)
    var report = Report(algorithm: settings.algorithm.rawValue, trials: trials.count)
    var total = DriftComparison(of: [settings.algorithm])
    var corrected: [ReadingTrial] = []
    for trial in trials {
      var trial = trial
      if let counts = DriftComparison(trial, of: [settings.algorithm], settings, radius: boxRadius) {
        total.add(counts)
      }
      if try correction.apply(to: &trial) != nil {
        BoxHitTest(boxes: trial.boxes, radius: boxRadius).assign(&trial)
      } else {
        report.trialsNotCorrected += 1
        report.firstNotCorrected = report.firstNotCorrected ?? trial.provenance.place
      }
      corrected.append(trial)
    }
    try NothingToCorrect.check(corrected)
    report.fixations = total.fixations
    report.fixationsNearText = total.near
    report.onBoxShare = total.onBoxShare
    report.result = total.candidates.first.map { DriftComparisonReport.Row($0, in: total) }
    let dataset = try MappedTrials(corrected)
    if dataset.account.trials > dataset.account.trialsWithoutCode { report.tokens = dataset.account }
    return (dataset.completing(corrected), report)
  }
}
