/// The share of predictions that equal their reference.
package enum ExactMatch {
  /// What may differ in a pair that still counts as equal.
  package enum Comparison: Sendable {
    /// White space at the ends (CodeXGLUE code-to-code).
    case stripped
    /// The amount and kind of white space anywhere (CodeXGLUE line completion).
    case whitespaceNormalized
  }

  /// Scores predictions against one reference each: 100 for equal, 0 for different; `corpus` is the mean of `samples`.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(
    references: [String], predictions: [String], comparison: Comparison = .stripped
  ) throws -> MetricScore {
    try MetricInputError.check(references: references, predictions: predictions)
    return MetricScore(
      meanOf: zip(references, predictions).map { areEqual($0, $1, comparison: comparison) ? 100 : 0 })
  }

  private static func areEqual(_ reference: String, _ prediction: String, comparison: Comparison) -> Bool {
    switch comparison {
    case .stripped: MetricText.stripped(reference).elementsEqual(MetricText.stripped(prediction))
    case .whitespaceNormalized: MetricText.whitespaceTokens(reference) == MetricText.whitespaceTokens(prediction)
    }
  }
}
