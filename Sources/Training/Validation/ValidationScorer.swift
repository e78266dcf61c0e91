import CodeMetrics

/// Scores what a validation generated; on rank 0.
package protocol ValidationScorer {
  /// - Throws: what makes the run impossible to go on with. A score that could not be computed is missing in the outcome.
  func scores(of request: ScoringRequest) throws -> ScoringOutcome
}

/// The scores of a validation, which may not all be there.
package struct ScoringOutcome: Codable, Sendable, Equatable {
  /// In percent, by name; all of them finite.
  package var scores: [String: Double]
  /// Why some are missing; nil when none are.
  package var warning: String?

  package init(scores: [String: Double], warning: String? = nil) {
    self.scores = scores
    self.warning = warning
  }
}

/// Scores in this process, whose end a crash in a metric would be.
package struct DirectScorer: ValidationScorer {
  package init() {}

  package func scores(of request: ScoringRequest) throws -> ScoringOutcome {
    var scores: [String: Double] = [:]
    try request.scores { scores.merge($0) { _, new in new } }
    return ScoringOutcome(scores: scores)
  }
}
