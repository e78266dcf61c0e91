import Basics
import Corpus
import Scanpaths
import Syntax

/// The sources of gaze data, and how much of it a run uses.
package struct GazeConfiguration: ValidatedConfiguration, Equatable {
  /// Trials from `fovea gaze import` or `synthesize`; empty for none.
  package var trials = ""
  /// The targets for the methods in the trials, as JSON lines with the methods' names; empty for no gaze-annotated
  /// samples.
  package var targets = ""
  /// A folder of priors in EyeMulator's format; empty to compute them from the trials.
  package var priors = ""
  /// The folder that caches a run's gaze for later runs; empty for no cache.
  package var cache = ""
  /// Ordinary batches between two gaze-annotated batches (m in the paper); 0 for no gaze-annotated batches.
  package var interval = 20
  /// Samples of a gaze-annotated batch, over all ranks.
  package var batchSamples = 16
  /// What counts as one event of a scanpath in patterns, motifs, priors and variants.
  package var events = EventUnit.merged
  package var augmentation = AugmentationSettings()
  package var expansion = ExpansionSettings()
  /// The share of the methods whose readings are held out from training and measured at every validation.
  package var heldOutShare = 0.0
  /// Readings held out by folds of methods, participants or both, in place of `heldOutShare`.
  package var holdOut = HoldOutSettings()
  /// Whether code without recordings gets pseudo-scanpaths from the priors.
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
      heldOutShare == 0 || !holdOut.isUsed, "heldOutShare", "and hold_out both say what to hold out",
      remedy: "use one of them: hold_out, or held_out_share for a share of the methods")
    try require(
      !holdOut.isUsed || !trials.isEmpty, "holdOut.folds", "has no effect without trials",
      remedy: "give gaze.trials and gaze.targets, or set it to 0")
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
