/// Two one-sided tests of equivalence (Schuirmann, "A comparison of the two one-sided tests procedure and the power
/// approach for assessing the equivalence of average bioavailability", 1987).
///
/// The question is whether the difference is smaller than a margin in both directions. It is answered with yes at level
/// α if the interval with confidence 1 − 2α lies between −margin and margin. "No" does not mean that there is a
/// difference: the data may be too few.
package struct EquivalenceTest: Sendable, Equatable, Codable {
  package var margin: Double
  /// The larger of the two one-sided p-values; nil if the difference has no interval.
  package var p: Double?
  /// The interval with confidence 1 − 2α; nil if there is none.
  package var lower: Double?
  package var upper: Double?
  /// 1 − 2α.
  package var confidence: Double
  /// Whether p is at most α.
  package var isEquivalent: Bool
  package var method: String
  package var units: [SampledUnits]
  /// Why there is no answer.
  package var reason: String?

  enum CodingKeys: String, CodingKey {
    case margin, p, lower, upper, confidence, method, units, reason
    case isEquivalent = "is_equivalent"
  }

  /// - Parameters:
  ///   - interval: the difference with its variance; its confidence is 1 − α.
  ///   - margin: the largest difference that is negligible; positive.
  package init(_ interval: ConfidenceInterval, margin: Double) {
    precondition(margin > 0 && margin.isFinite, "the margin of equivalence must be positive")
    self.margin = margin
    let alpha = 1 - interval.confidence
    confidence = max(0, 1 - 2 * alpha)
    method = "two one-sided tests, \(interval.method)"
    units = interval.units
    isEquivalent = false
    guard let variance = interval.variance else {
      reason = interval.reason ?? "the interval was not computed from a variance"
      return
    }
    let inside = margin - abs(interval.estimate)
    let tail = variance.twoSided(abs(inside)) / 2
    let value = inside >= 0 ? tail : 1 - tail
    let half = variance.halfWidth(confidence: confidence)
    p = value
    (lower, upper) = (interval.estimate - half, interval.estimate + half)
    isEquivalent = value <= alpha
  }
}
