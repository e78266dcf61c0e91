import Corpus

/// Where a run stands; with weights and moments, all that a continuation needs.
///
/// Random numbers need no state of their own: they are a function of the seed and the step.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken, skipped ones included.
  package var step = 0
  /// Updates made by the optimiser.
  package var updates = 0
  /// The batch that comes next.
  package var cursor = BatchCursor()
  /// The gaze-annotated batch that comes next; nil in runs without.
  package var gazeCursor: BatchCursor?
  package var bestStep = 0
  /// The best validation's value, oriented so that more is better; nil before the first validation.
  package var bestValue: Double?
  /// Validations since the best one.
  package var validationsWithoutImprovement = 0
  /// Steps skipped in a row for gradients that were not finite.
  package var skippedInARow = 0
  /// Whether this step's validation was put off because the run had to stop; nil in older checkpoints.
  package var owesValidation: Bool?

  package init() {}

  /// From now on the next validation is the best so far.
  package mutating func forgetBest() {
    (bestStep, bestValue, validationsWithoutImprovement) = (0, nil, 0)
  }
}
