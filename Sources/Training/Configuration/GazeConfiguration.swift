import Basics
import Scanpaths
import Syntax

/// Where gaze comes from and how much of it a run sees.
package struct GazeConfiguration: ValidatedConfiguration, Equatable {
  /// Trials as `fovea gaze import` or `synthesize` writes them; empty for none.
  package var trials = ""
  /// What a model is to make of the methods in the trials, JSON lines with the methods' names; empty takes no part.
  package var targets = ""
  /// A folder of priors in EyeMulator's files; empty for those of the trials.
  package var priors = ""
  /// The folder that keeps the gaze of a run for later runs; empty for no cache.
  package var cache = ""
  /// Ordinary batches between two gaze-annotated ones (the paper's m); 0 for no gaze-annotated batches.
  package var interval = 20
  /// Samples of a gaze-annotated batch, of all ranks together.
  package var batchSamples = 16
  package var augmentation = AugmentationSettings()
  package var expansion = ExpansionSettings()
  /// The share of the methods whose readings are kept out of training and measured at every validation.
  package var heldOutShare = 0.0
  /// Whether code that nobody was recorded reading takes pseudo-scanpaths from the priors.
  package var pseudoScanpaths = false
  package var behaviour = EyeMulatorBehaviour.corrected
  /// The language of the sources, for pseudo-scanpaths.
  package var sourceLanguage = "java"
  /// The language of targets that are code; empty for targets that are text.
  package var targetLanguage = ""

  package init() { expansion.variants = 0 }

  package func validate() throws {
    try require(interval >= 0, "interval", "must not be negative", remedy: "0 switches gaze-annotated batches off")
    try require(batchSamples >= 1, "batchSamples", "must be at least 1")
    try require((0..<1).contains(heldOutShare), "heldOutShare", "must be from 0 to below 1, not \(heldOutShare)")
    try require(
      trials.isEmpty == targets.isEmpty, targets.isEmpty ? "targets" : "trials",
      "is empty", remedy: "trials and targets belong together: the readings, and what a model is to make of the methods"
    )
    for (key, name) in [("sourceLanguage", sourceLanguage), ("targetLanguage", targetLanguage)] where !name.isEmpty {
      do { _ = try ProgrammingLanguage(named: name) } catch {
        throw InvalidSetting(key, error.diagnosis.problem, remedy: error.diagnosis.remedy)
      }
    }
  }

  package var isUsed: Bool { !trials.isEmpty || pseudoScanpaths }

  /// The folder of the cache; nil for none.
  package var cacheFolder: String? { cache.isEmpty ? nil : FileCache.folder(named: cache) }
}
