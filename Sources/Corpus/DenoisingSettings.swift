import Basics

/// How texts are corrupted for the task `denoising`.
package struct DenoisingSettings: ValidatedConfiguration, Equatable {
  /// The share of words that are masked.
  package var maskedShare = 0.15
  /// The mean length of a masked span, in words.
  package var meanSpan = 3.0
  /// The share of samples in which all identifiers are masked instead of spans.
  package var identifierShare = 0.0
  /// The share of documented samples that become code from text, or text from code, half of them each.
  package var pairShare = 0.0
  /// How often each sample is corrupted, each time differently: an epoch sees all of them.
  package var draws = 1
  /// Decides what is masked.
  package var seed: UInt64 = 1
  /// The language of the code, which says what an identifier is; empty where none are masked.
  package var language = ""

  package init() {}

  package func validate() throws {
    try require(maskedShare > 0 && maskedShare < 1, "maskedShare", "must be in (0, 1), not \(maskedShare)")
    try require(meanSpan >= 1 && meanSpan <= 1000, "meanSpan", "must be between 1 and 1000 words, not \(meanSpan)")
    for (key, share) in [("identifierShare", identifierShare), ("pairShare", pairShare)] {
      try require(share >= 0 && share <= 1, key, "must be in [0, 1], not \(share)")
    }
    try require(
      identifierShare + pairShare <= 1, "pairShare", "and identifier_share add up to more than 1",
      remedy: "the rest of the samples have masked spans")
    try require((1...1000).contains(draws), "draws", "must be between 1 and 1000, not \(draws)")
    try require(
      identifierShare == 0 || !language.isEmpty, "language", "is empty, but identifier_share is \(identifierShare)",
      remedy: "name the language of the code, such as java")
    try require(
      language.isEmpty || identifierShare > 0, "language", "has no effect without identifier_share",
      remedy: "leave it out")
  }
}
