import Basics

/// The settings of the search for outputs, with the meanings of Hugging Face's `generate`.
public struct GenerationSettings: ValidatedConfiguration, Equatable {
  /// When a search with several beams ends.
  public enum EarlyStopping: String, Codable, CaseIterable, Sendable {
    /// Stop when a better hypothesis is unlikely (Hugging Face's `False`).
    case heuristic
    /// Stop as soon as there are `beams` finished hypotheses (`True`).
    case whenFull = "when_full"
    /// Stop only when no better hypothesis is possible (`"never"`).
    case never
  }

  /// Hypotheses kept at each step; 1 is greedy search.
  public var beams = 1
  /// The most tokens of an output, including the decoder's start token.
  public var maximumLength = 128
  /// A finished hypothesis scores Σ log p / length^penalty.
  public var lengthPenalty: Float = 1
  /// When a search with several beams ends.
  public var earlyStopping = EarlyStopping.heuristic
  /// Divides positive and multiplies negative scores of tokens that the output already has; 1 changes nothing.
  public var repetitionPenalty: Float = 1
  /// No sequence of so many tokens occurs twice in an output; 0 allows all.
  public var noRepeatNgramSize = 0
  /// An output does not end before it has so many tokens, including the start token.
  public var minimumLength = 0
  /// The same without the start token.
  public var minimumNewTokens = 0
  /// The first token after the start token; −1 leaves it to the model.
  public var forcedFirstToken: Int32 = -1
  /// The last token of an output that reaches `maximumLength`; −1 leaves it to the model.
  public var forcedLastToken: Int32 = -1

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
    try require(
      repetitionPenalty.isFinite && repetitionPenalty > 0, "repetitionPenalty",
      "must be a positive number, not \(repetitionPenalty)")
    for (name, value) in [
      ("noRepeatNgramSize", noRepeatNgramSize), ("minimumLength", minimumLength),
      ("minimumNewTokens", minimumNewTokens),
    ] {
      try require((0...65_536).contains(value), name, "must be between 0 and 65536, not \(value)")
    }
    for (name, token) in [("forcedFirstToken", forcedFirstToken), ("forcedLastToken", forcedLastToken)] {
      try require(token >= -1, name, "must be the id of a token, or -1 for none, not \(token)")
    }
  }

  /// Checks the forced tokens against a model's vocabulary.
  ///
  /// - Throws: `InvalidSetting`.
  package func validate(vocabularySize: Int) throws {
    for (name, token) in [("forcedFirstToken", forcedFirstToken), ("forcedLastToken", forcedLastToken)] {
      try require(
        Int(token) < vocabularySize, name, "is \(token), and the model has \(vocabularySize) tokens")
    }
  }

  /// Whether a setting changes which tokens a search may choose.
  var hasRules: Bool {
    repetitionPenalty != 1 || noRepeatNgramSize > 0 || minimumLength > 0 || minimumNewTokens > 0
      || forcedFirstToken >= 0 || forcedLastToken >= 0
  }
}
