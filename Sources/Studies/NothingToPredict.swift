import Basics

/// Too few readings to hold any out and learn from the others.
package struct NothingToPredict: DiagnosableError, Equatable {
  package var trials: Int

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the \(trials) trials to score are of one method and by one participant, or there are none",
      remedy: "give trials of at least two methods or two participants: a predictor is scored on those left out")
  }
}
