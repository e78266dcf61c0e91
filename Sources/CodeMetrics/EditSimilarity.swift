/// Edit similarity as CodeXGLUE's line completion evaluator computes it: the mean of fuzzywuzzy's `fuzz.ratio`.
///
/// That ratio is 100 · (a + b − d) / (a + b), rounded to a whole number (halves to even), where a and b are the lengths
/// in Unicode scalars and d is the least number of insertions and deletions that turn one text into the other, a
/// replacement counting as two. This is what fuzzywuzzy gives where python-Levenshtein is installed; without it,
/// fuzzywuzzy falls back to Python's `difflib`, whose matching blocks are not always the longest possible, and gives
/// slightly lower numbers. Two empty texts score 100; one empty text scores 0.
package enum EditSimilarity {
  /// Scores predictions against one reference each; `corpus` is the mean of `samples`.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  /// - Complexity: O(a · b) for each pair.
  package static func score(references: [String], predictions: [String]) throws -> MetricScore {
    try MetricInputError.check(references: references, predictions: predictions)
    return MetricScore(meanOf: zip(references, predictions).map { ratio($0, $1) })
  }

  private static func ratio(_ reference: String, _ prediction: String) -> Double {
    let first = reference.unicodeScalars.map(\.value)
    let second = prediction.unicodeScalars.map(\.value)
    guard first != second else { return 100 }
    let shared = 2 * longestCommonSubsequence(first, second)
    return (100 * (Double(shared) / Double(first.count + second.count))).rounded(.toNearestOrEven)
  }

  /// The length of the longest common subsequence, with one row of the usual table.
  private static func longestCommonSubsequence(_ first: [UInt32], _ second: [UInt32]) -> Int {
    var row = [Int](repeating: 0, count: second.count + 1)
    for element in first {
      var diagonal = 0
      for column in second.indices {
        let above = row[column + 1]
        row[column + 1] = element == second[column] ? diagonal + 1 : max(above, row[column])
        diagonal = above
      }
    }
    return row[second.count]
  }
}
