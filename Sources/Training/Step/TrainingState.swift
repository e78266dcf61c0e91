import Corpus

/// The progress of a run; with weights and moments, all that a continuation needs.
///
/// Random numbers need no state: they are a function of the seed and the step.
package struct TrainingState: Codable, Sendable, Equatable {
  /// Steps taken, including skipped ones.
  package var step = 0
  /// Updates made by the optimiser.
  package var updates = 0
  /// The batch that comes next.
  package var cursor = BatchCursor()
  /// The gaze-annotated batch that comes next; nil in runs without such batches.
  package var gazeCursor: BatchCursor?
  package var bestStep = 0
  /// The best validation's value, with its sign chosen so that higher is better; nil before the first validation.
  package var bestValue: Double?
  /// Validations since the best one.
  package var validationsWithoutImprovement = 0
  /// Consecutive steps that were skipped because gradients were not finite.
  package var skippedInARow = 0
  /// Whether this step's validation was postponed because the run had to stop; nil in older checkpoints.
  package var owesValidation: Bool?

  package init() {}

  /// Forgets the best validation, so the next one becomes the best.
  package mutating func forgetBest() {
    (bestStep, bestValue, validationsWithoutImprovement) = (0, nil, 0)
  }
}
