import Basics

package struct CheckpointConfiguration: ValidatedConfiguration, Equatable {
  /// Steps between checkpoints; 0 writes one after each validation.
  package var everySteps = 0
  /// Number of checkpoints to keep in addition to the best one.
  package var keep = 2
  /// Whether training continues while a checkpoint is written; takes 12 bytes per parameter on rank 0.
  package var inBackground = true

  package init() {}

  package func validate() throws {
    try require(everySteps >= 0, "everySteps", "must not be negative")
    try require(keep >= 1, "keep", "must be at least 1")
  }
}
