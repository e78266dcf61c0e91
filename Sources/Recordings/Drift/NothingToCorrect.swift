import Basics

/// Drift correction was asked for, and no trial can be corrected.
package struct NothingToCorrect: DiagnosableError, Equatable {
  package var trials: Int
  /// The first trial's place.
  package var place: String

  package init(trials: Int, place: String) {
    self.trials = trials
    self.place = place
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData,
      problem:
        "drift correction needs the boxes of the text and the positions of fixations, and none of \(trials) trials "
        + "has both", place: place,
      remedy: "give the file of boxes or interest areas when importing, or do without drift correction")
  }

  /// - Throws: `NothingToCorrect` if drift correction counted every trial as not corrected.
  package static func check(_ trials: [ReadingTrial]) throws {
    guard let first = trials.first, trials.allSatisfy({ $0.exclusions[.driftNotCorrected] > 0 }) else { return }
    throw NothingToCorrect(trials: trials.count, place: first.provenance.place)
  }
}
