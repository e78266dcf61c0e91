import Basics

package struct CheckpointConfiguration: ValidatedConfiguration, Equatable {
  /// Steps between checkpoints; 0 writes one after each validation.
  package var everySteps = 0
  /// Checkpoints kept beside the best one.
  package var keep = 2
  /// Whether training goes on while a checkpoint is written; costs rank 0 memory for 12 bytes a parameter.
  package var inBackground = true

  package init() {}

  package func validate() throws {
    try require(everySteps >= 0, "everySteps", "must not be negative")
    try require(keep >= 1, "keep", "must be at least 1")
  }
}
