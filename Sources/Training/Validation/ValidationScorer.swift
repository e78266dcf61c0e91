import CodeMetrics

/// Scores the outputs of a validation, on rank 0.
package protocol ValidationScorer {
  /// - Throws: errors that make it impossible to continue the run. A score that could not be computed is missing in the
  ///   outcome.
  func scores(of request: ScoringRequest) throws -> ScoringOutcome
}

/// The scores of a validation, some of which may be missing.
package struct ScoringOutcome: Codable, Sendable, Equatable {
  /// The scores in percent, by name; all are finite.
  package var scores: [String: Double]
  /// Why some are missing; nil if none are.
  package var warning: String?

  package init(scores: [String: Double], warning: String? = nil) {
    self.scores = scores
    self.warning = warning
  }
}

/// Scores in this process, so a crash in a metric ends it.
package struct DirectScorer: ValidationScorer {
  package init() {}

  package func scores(of request: ScoringRequest) throws -> ScoringOutcome {
    var scores: [String: Double] = [:]
    try request.scores { scores.merge($0) { _, new in new } }
    return ScoringOutcome(scores: scores)
  }
}
