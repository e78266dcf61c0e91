import Basics

/// Settings for augmenting F to F★ (docs/method.md, section 2).
public struct AugmentationSettings: ValidatedConfiguration, Equatable {
  /// Tokens with a fixated token's label are added up to this many lines above and below it; the paper studies 0 to 3.
  public var adjacencyLines = 3
  /// The number of the most frequent label bigrams and trigrams to keep (the paper's K).
  public var keptPatterns = 20

  /// Three lines and 20 patterns.
  public init() {}

  /// Checks the settings.
  ///
  /// - Throws: `InvalidSetting` for a negative number.
  public func validate() throws {
    try require(adjacencyLines >= 0, "adjacencyLines", "must be 0 or more, not \(adjacencyLines)")
    try require(keptPatterns >= 0, "keptPatterns", "must be 0 or more, not \(keptPatterns)")
  }
}

/// Settings for expanding a data set with variants of its scanpaths **(ours)**.
package struct ExpansionSettings: ValidatedConfiguration, Equatable {
  /// Variants of each scanpath.
  package var variants = 4
  /// Maximum distance, in lines, of a substitute from the token it replaces and of a completing token from the one
  /// before.
  package var adjacencyLines = 3
  /// The chance that a visit moves to another token with its label.
  package var substitutionProbability = 0.15
  /// The chance that a visit is inserted to complete a kept pattern wherever only the pattern's last label is missing.
  package var completionProbability = 0.05
  /// The share of a scanpath's visits that may be skipped; these are the shortest ones.
  package var skippableShare = 0.1
  /// The chance that each of these visits is skipped.
  package var skipProbability = 0.5
  /// Whether durations are redrawn from their label's log-normal distribution.
  package var resamplesDurations = true
  /// The share of the data's transitions whose line span sets the reach.
  package var reachPercentile = 0.95

  package init() {}

  package func validate() throws {
    try require(variants >= 0, "variants", "must be 0 or more, not \(variants)")
    try require(adjacencyLines >= 0, "adjacencyLines", "must be 0 or more, not \(adjacencyLines)")
    let shares = [
      ("substitutionProbability", substitutionProbability), ("completionProbability", completionProbability),
      ("skippableShare", skippableShare), ("skipProbability", skipProbability), ("reachPercentile", reachPercentile),
    ]
    for (name, share) in shares { try require((0...1).contains(share), name, "must be from 0 to 1, not \(share)") }
  }
}
