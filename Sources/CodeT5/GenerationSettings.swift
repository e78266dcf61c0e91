import Basics

/// How outputs are searched for; the meanings are those of Hugging Face's `generate`.
public struct GenerationSettings: ValidatedConfiguration, Equatable {
  /// When the search of several beams ends.
  public enum EarlyStopping: String, Codable, CaseIterable, Sendable {
    /// Stop when a better hypothesis is unlikely (Hugging Face's `False`).
    case heuristic
    /// Stop as soon as there are `beams` finished hypotheses (`True`).
    case whenFull = "when_full"
    /// Stop only when no better hypothesis can come (`"never"`).
    case never
  }

  /// Hypotheses kept at each step; 1 is greedy search.
  public var beams = 1
  /// Tokens of an output, the decoder's start token included.
  public var maximumLength = 128
  /// A finished hypothesis scores Σ log p / length^penalty.
  public var lengthPenalty: Float = 1
  /// When the search of several beams ends.
  public var earlyStopping = EarlyStopping.heuristic

  /// Greedy search for up to 128 tokens.
  public init() {}

  /// Checks the options.
  ///
  /// - Throws: `InvalidSetting`.
  public func validate() throws {
    try require(beams >= 1 && beams <= 256, "beams", "must be between 1 and 256, not \(beams)")
    try require(
      maximumLength >= 2 && maximumLength <= 65_536, "maximumLength",
      "must be between 2 and 65536, not \(maximumLength)")
    try require(lengthPenalty.isFinite, "lengthPenalty", "must be a finite number")
  }
}
