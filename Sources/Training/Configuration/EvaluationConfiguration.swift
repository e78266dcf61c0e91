import Basics
import CodeT5

/// The test set on which a run's selected checkpoint is scored once, at the end. It has no part in selecting it.
package struct EvaluationConfiguration: ValidatedConfiguration, Equatable {
  /// The test set; empty for none.
  package var test = DataFiles()
  /// Number of samples, from the file's beginning, to test on; 0 for all.
  package var samples = 0
  package var generation = GenerationSettings()

  package init() {}

  package func validate() throws {
    try require(samples >= 0, "samples", "must not be negative")
    guard !isUsed else { return }
    for (key, isSet) in [("samples", samples > 0), ("generation", generation != GenerationSettings())] {
      try require(!isSet, key, "has no effect without a test set", remedy: "name its files under evaluation.test")
    }
  }

  package var isUsed: Bool { !test.paths.isEmpty }
}
