/// The share of predictions that equal their reference, or one of their references.
public struct ExactMatch: MeanMetric {
  /// The differences that are ignored.
  public enum Comparison: Sendable {
    /// White space at the ends (CodeXGLUE code-to-code).
    case stripped
    /// The amount and kind of white space anywhere (CodeXGLUE line completion).
    case whitespaceNormalized
  }

  /// The differences that are ignored.
  public let comparison: Comparison

  /// Creates the metric; by default it ignores white space at the ends.
  public init(comparison: Comparison = .stripped) {
    self.comparison = comparison
  }

  /// `exact-match`, or `exact-match-whitespace-normalized`.
  public var name: String {
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

  /// 100 for a prediction that equals a reference, else 0.
  public func sampleValue(references: [String], prediction: String) -> Double {
    references.contains { areEqual($0, prediction) } ? 100 : 0
  }

  private func areEqual(_ reference: String, _ prediction: String) -> Bool {
    switch comparison {
    case .stripped: MetricText.stripped(reference).elementsEqual(MetricText.stripped(prediction))
    case .whitespaceNormalized: MetricText.whitespaceTokens(reference) == MetricText.whitespaceTokens(prediction)
    }
  }
}
