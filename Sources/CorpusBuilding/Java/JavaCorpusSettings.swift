import Basics

/// Which methods a corpus of Java has, and how it is split.
package struct JavaCorpusSettings: Sendable, Equatable, Codable {
  /// Decides which packages go to which split, and which of several methods with one summary stay.
  package var seed: UInt64 = 1
  /// The fewest lines of a method, with its signature.
  package var fewestLines = 3
  /// The most tokens of a method, without comments.
  package var mostTokens = 2000
  /// The limits of a summary, in words (marks do not count).
  package var fewestWords = 3
  package var mostWords = 60
  /// How many methods may have the same summary.
  package var mostRepeats = 5
  /// The numbers of validation and test samples to aim at; whole packages come as close as they can.
  package var valid = 1000
  package var test = 3000
  /// The largest shares of the methods that validation and test may take, so that a small corpus keeps some to train on.
  package var mostValid = 0.05
  package var mostTest = 0.1
  /// The similarity from which on two methods must be in one split.
  package var near = 0.7
  /// The similarity from which on a method is left out that resembles one held apart.
  package var related = 0.5

  package init() {}

  /// - Throws: `InvalidSetting`.
  package func validate() throws {
    for (key, number, least) in [
      ("fewest-lines", fewestLines, 1), ("most-tokens", mostTokens, 1), ("fewest-words", fewestWords, 1),
      ("most-words", mostWords, fewestWords), ("most-repeats", mostRepeats, 1), ("valid", valid, 0), ("test", test, 0),
    ] where !(least...1 << 30).contains(number) {
      throw InvalidSetting(key, "is \(number)", remedy: "give a whole number of at least \(least)")
    }
    for (key, value) in [("near", near), ("related", related)] where !(value > 0 && value <= 1) {
      throw InvalidSetting(key, "is \(value)", remedy: "a similarity is above 0 and at most 1")
    }
    guard related <= near else {
      throw InvalidSetting(
        "related", "is \(related), above --near, \(near)",
        remedy: "near-duplicates are related too; give a smaller number")
    }
  }
}
