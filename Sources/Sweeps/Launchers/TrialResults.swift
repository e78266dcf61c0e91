import Basics
import Runs
import Training

/// What a trial's events say about its validations.
struct TrialResults {
  private let history: EventHistory

  /// - Throws: `FileFailure` when there are no events.
  init(_ folder: String) throws {
    history = EventHistory(content: try TextFile.bytes(of: RunFolder(folder).path(of: RunFolder.events)))
  }

  /// Why the trial's last start ended; nil when it did not come to its end.
  var endReason: TrainingEvent.Finished.Reason? { history.finished?.reason }

  /// The step of the newest checkpoint; 0 for none.
  var savedStep: Int { history.savedStep ?? 0 }

  /// The last step that was taken; 0 for none.
  var lastStep: Int { history.steps.last?.step ?? 0 }

  /// The objective from the validations up to a step, and the last validation's step; nil without any.
  func objective(upTo limit: Int, _ settings: ObjectiveSettings) -> (step: Int, value: Double?)? {
    // Of a validation that was repeated, the last counts.
    var values: [Int: Double] = [:]
    var last: Int?
    for validation in history.validations {
      let step = validation.step
      guard limit == 0 || step <= limit else { continue }
      values[step] = settings.metric == "loss" ? validation.loss : validation.scores[settings.metric]
      last = max(last ?? step, step)
    }
    guard let last else { return nil }
    if settings.take == .last { return (last, values[last].flatMap { $0.isFinite ? $0 : nil }) }
    let finite = values.values.filter(\.isFinite)
    return (last, settings.minimizes ? finite.min() : finite.max())
  }
}
