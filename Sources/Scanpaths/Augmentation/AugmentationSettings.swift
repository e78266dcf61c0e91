import Basics

/// How F becomes F★ (docs/method.md, section 2).
public struct AugmentationSettings: ValidatedConfiguration, Equatable {
  /// Tokens with a fixated token's label are added within so many lines above and below; the paper studies 0 to 3.
  public var adjacencyLines = 3
  /// How many of the most frequent label bigrams and trigrams are kept (the paper's K).
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

/// How scanpaths are varied to expand a data set **(ours)**.
package struct ExpansionSettings: ValidatedConfiguration, Equatable {
  /// Variants of each scanpath.
  package var variants = 4
  /// How far, in lines, a substituted or completing token may be from the one it stands for or follows.
  package var adjacencyLines = 3
  /// The chance of each visit to move to another token of its label.
  package var substitutionProbability = 0.15
  /// The chance, at each place where a kept pattern lacks its last label, that a visit completing it is inserted.
  package var completionProbability = 0.05
  /// The share of a scanpath's visits, the shortest, that may be skipped.
  package var skippableShare = 0.1
  /// The chance of each of those to be skipped.
  package var skipProbability = 0.5
  /// Whether durations are drawn anew from their label's log-normal distribution.
  package var resamplesDurations = true
  /// The share of the data's transitions whose line span decides what is within reach.
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
