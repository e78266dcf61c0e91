import Basics

/// How outputs are searched for; the meanings are those of Hugging Face's `generate`.
package struct GenerationOptions: ValidatedConfiguration, Equatable {
  package enum EarlyStopping: String, Codable, CaseIterable, Sendable {
    /// Stop when a better hypothesis is unlikely (Hugging Face's `False`).
    case heuristic
    /// Stop as soon as there are `beams` finished hypotheses (`True`).
    case whenFull = "when_full"
    /// Stop only when no better hypothesis can come (`"never"`).
    case never
  }

  /// Hypotheses kept at each step; 1 is greedy search.
  package var beams = 1
  /// Tokens of an output, the decoder's start token included.
  package var maximumLength = 128
  /// A finished hypothesis scores Σ log p / length^penalty.
  package var lengthPenalty: Float = 1
  package var earlyStopping = EarlyStopping.heuristic

  package init() {}

  package func validate() throws {
    try require(beams >= 1 && beams <= 256, "beams", "must be between 1 and 256, not \(beams)")
    try require(
      maximumLength >= 2 && maximumLength <= 65_536, "maximumLength",
      "must be between 2 and 65536, not \(maximumLength)")
    try require(lengthPenalty.isFinite, "lengthPenalty", "must be a finite number")
  }
}
