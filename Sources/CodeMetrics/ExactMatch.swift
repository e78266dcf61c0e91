/// The share of predictions that equal their reference, or one of their references.
package struct ExactMatch: MeanMetric {
  /// What may differ in a pair that still counts as equal.
  package enum Comparison: Sendable {
    /// White space at the ends (CodeXGLUE code-to-code).
    case stripped
    /// The amount and kind of white space anywhere (CodeXGLUE line completion).
    case whitespaceNormalized
  }

  package let comparison: Comparison

  package init(comparison: Comparison = .stripped) {
    self.comparison = comparison
  }

  package var name: String {
    switch comparison {
    case .stripped: "exact-match"
    case .whitespaceNormalized: "exact-match-whitespace-normalized"
    }
  }

  /// Scores predictions against one reference each: 100 for equal, 0 for different; `corpus` is the mean of `samples`.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(
    references: [String], predictions: [String], comparison: Comparison = .stripped
  ) throws -> MetricScore {
    try ExactMatch(comparison: comparison).score(references: references, predictions: predictions)
  }

  package func sampleValue(references: [String], prediction: String) -> Double {
    references.contains { areEqual($0, prediction) } ? 100 : 0
  }

  private func areEqual(_ reference: String, _ prediction: String) -> Bool {
    switch comparison {
    case .stripped: MetricText.stripped(reference).elementsEqual(MetricText.stripped(prediction))
    case .whitespaceNormalized: MetricText.whitespaceTokens(reference) == MetricText.whitespaceTokens(prediction)
    }
  }
}
