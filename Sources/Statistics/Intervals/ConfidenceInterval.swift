import Foundation

/// An estimate with the interval of its uncertainty, what the interval was drawn from, and how.
///
/// There are bounds only if the data can support them: an interval of too few units, or of values that are all equal,
/// has a `reason` instead. Bounds are finite and differ from each other.
package struct ConfidenceInterval: Sendable, Equatable, Codable {
  package let estimate: Double
  /// Nil together with `upper`.
  package let lower: Double?
  package let upper: Double?
  /// The share of such intervals that contain the truth.
  package let confidence: Double
  /// How the bounds were computed: `Student's t on paired seeds`.
  package let method: String
  /// What the values are, with counts; for crossed units one entry each.
  package let units: [SampledUnits]
  /// The variance behind the bounds; nil if there are none.
  package let variance: VarianceComponents?
  /// Why there are no bounds; nil if there are.
  package let reason: String?

  /// An interval from a variance. If the variance is zero or not finite, there are no bounds, and `reason` says why.
  ///
  /// - Parameter equalValues: the reason to give for a variance of zero.
  package init(
    estimate: Double, variance: VarianceComponents, confidence: Double, method: String, units: [SampledUnits],
    equalValues: String
  ) {
    let half = variance.halfWidth(confidence: confidence)
    guard half.isFinite, half > 0, (estimate - half).isFinite, (estimate + half).isFinite,
      estimate - half < estimate + half
    else {
      let reason = half == 0 ? equalValues : "the values are too large or too small for an interval"
      self.init(estimate: estimate, confidence: confidence, method: method, units: units, reason: reason)
      return
    }
    self.init(
      estimate: estimate, lower: estimate - half, upper: estimate + half, confidence: confidence, method: method,
      units: units, variance: variance, reason: nil)
  }

  /// An estimate without bounds.
  package init(estimate: Double, confidence: Double, method: String, units: [SampledUnits], reason: String) {
    self.init(
      estimate: estimate, lower: nil, upper: nil, confidence: confidence, method: method, units: units, variance: nil,
      reason: reason)
  }

  /// An interval from the quantiles of resampled estimates.
  package init(
    estimate: Double, lower: Double, upper: Double, confidence: Double, method: String, units: [SampledUnits],
    equalValues: String
  ) {
    let isInterval = lower.isFinite && upper.isFinite && lower < upper
    self.init(
      estimate: estimate, lower: isInterval ? lower : nil, upper: isInterval ? upper : nil, confidence: confidence,
      method: method, units: units, variance: nil, reason: isInterval ? nil : equalValues)
  }

  private init(
    estimate: Double, lower: Double?, upper: Double?, confidence: Double, method: String, units: [SampledUnits],
    variance: VarianceComponents?, reason: String?
  ) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
    self.method = method
    self.units = units
    self.variance = variance
    self.reason = reason
  }

  /// Both bounds; nil if there are none.
  package var bounds: ClosedRange<Double>? {
    guard let lower, let upper else { return nil }
    return lower...upper
  }

  /// Whether zero lies outside the bounds; false without bounds.
  package var excludesZero: Bool { bounds.map { !$0.contains(0) } ?? false }

  /// The interval of minus the estimate.
  package var negated: ConfidenceInterval {
    ConfidenceInterval(
      estimate: -estimate, lower: upper.map { -$0 }, upper: lower.map { -$0 }, confidence: confidence, method: method,
      units: units, variance: variance, reason: reason)
  }

  /// Only the bounds: `[-0.10, 1.20]`, or `–`.
  package func boundsText(decimals: Int, signed: Bool = false) -> String {
    guard let lower, let upper else { return "–" }
    let form = "%\(signed ? "+" : "").\(decimals)f"
    return "[\(String(format: form, lower)), \(String(format: form, upper))]"
  }

  /// One line: `0.55 [-0.10, 1.20] (95 %, Student's t on paired seeds, 3 seeds)`.
  package func text(decimals: Int, signed: Bool = false) -> String {
    let value = String(format: "%\(signed ? "+" : "").\(decimals)f", estimate)
    guard bounds != nil else { return "\(value), no interval: \(reason ?? "unknown reason") (\(units.text))" }
    return "\(value) \(boundsText(decimals: decimals, signed: signed)) (\(percentText), \(method), \(units.text))"
  }

  /// The confidence in percent: `95 %`.
  package var percentText: String {
    let percent = 100 * confidence
    return percent == percent.rounded() ? "\(Int(percent)) %" : "\(String(format: "%.1f", percent)) %"
  }
}
