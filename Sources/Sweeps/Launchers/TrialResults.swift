import Basics
import Runs
import Training

/// The validations in a trial's events.
struct TrialResults {
  private let history: EventHistory

  /// - Throws: `FileFailure` if there are no events.
  init(_ folder: String) throws {
    history = EventHistory(content: try TextFile.bytes(of: RunFolder(folder).path(of: RunFolder.events)))
  }

  /// Why the trial's last start ended; nil if it did not finish.
  var endReason: TrainingEvent.Finished.Reason? { history.finished?.reason }

  /// The step of the newest checkpoint; 0 for none.
  var savedStep: Int { history.savedStep ?? 0 }

  /// The last step that was taken; 0 for none.
  var lastStep: Int { history.steps.last?.step ?? 0 }

  /// The objective from the validations up to a step, and the step of the last of them; nil if there are none.
  func objective(upTo limit: Int, _ settings: ObjectiveSettings) -> (step: Int, value: Double?)? {
    // If a validation was repeated, the last one counts.
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
