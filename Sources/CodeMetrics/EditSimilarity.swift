/// Edit similarity as CodeXGLUE's line completion evaluator computes it: the mean of fuzzywuzzy's `fuzz.ratio`.
///
/// That ratio is 100 · (a + b − d) / (a + b), rounded to an integer (halves to even), where a and b are the lengths in
/// Unicode scalars and d is the minimum number of insertions and deletions that turn one text into the other; a
/// replacement counts as two. This is fuzzywuzzy's result if python-Levenshtein is installed; without it, fuzzywuzzy
/// falls back to Python's `difflib`, whose matching blocks are not always the longest possible, and gives slightly
/// lower numbers. Two empty texts score 100; one empty text scores 0. With several references, the most similar one
/// counts (CodeXGLUE has one).
public struct EditSimilarity: MeanMetric {
  /// `edit-similarity`.
  public let name = "edit-similarity"

  /// Creates the metric; it has no settings.
  public init() {}

  /// Scores predictions against one reference each; `corpus` is the mean of `samples`.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  /// - Complexity: O(a · b) for each pair.
  package static func score(references: [String], predictions: [String]) throws -> MetricScore {
    try EditSimilarity().score(references: references, predictions: predictions)
  }

  /// The similarity to the most similar reference, from 0 to 100.
  public func sampleValue(references: [String], prediction: String) -> Double {
    best(of: references) { Self.ratio($0, prediction) }
  }

  private static func ratio(_ reference: String, _ prediction: String) -> Double {
    let first = reference.unicodeScalars.map(\.value)
    let second = prediction.unicodeScalars.map(\.value)
    guard first != second else { return 100 }
    let shared = 2 * LongestCommonSubsequence.length(first, second)
    return (100 * (Double(shared) / Double(first.count + second.count))).rounded(.toNearestOrEven)
  }
}
