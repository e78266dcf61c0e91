import Recordings

/// What a choice of trials left out, and how many trials each of its patterns matched.
package struct TrialSelectionReport: Encodable, Sendable {
  package var trials: Int
  package var leftOut: Int
  package var patterns: [TrialSelection.Use]
  /// The same as a sentence; nil if nothing was left out.
  package var note: String?

  enum CodingKeys: String, CodingKey {
    case trials, patterns
    case leftOut = "left_out"
  }

  /// Nil for a selection without patterns.
  package init?(_ selection: TrialSelection) {
    guard !selection.isEmpty else { return nil }
    trials = selection.trials
    leftOut = selection.leftOut
    patterns = selection.uses
    note = selection.note
  }
}
