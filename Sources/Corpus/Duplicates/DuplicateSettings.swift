import Basics

/// The thresholds of a search for near-duplicates, as 4-gram Jaccard similarities.
package struct DuplicateSettings: Sendable, Equatable {
  /// From here on two texts are near-duplicates.
  package var near = 0.7
  /// From here on two texts are related.
  package var related = 0.5
  package var comments = CommentStyle.slashes
  /// The number of pairs to list.
  package var listedPairs = 20

  package init() {}

  /// - Throws: `InvalidSetting` for a threshold outside (0, 1], or thresholds in the wrong order.
  package func validate() throws {
    for (key, value) in [("near", near), ("related", related)] {
      guard value > 0, value <= 1 else {
        throw InvalidSetting(
          key, "is \(value)", remedy: "a similarity is above 0 and at most 1; 1 means the same 4-grams")
      }
    }
    guard related <= near else {
      throw InvalidSetting(
        "related", "is \(related), above the threshold of near-duplicates, \(near)",
        remedy: "near-duplicates are related too; give a smaller number")
    }
    guard listedPairs >= 0 else { throw InvalidSetting("pairs", "must not be negative") }
  }
}
