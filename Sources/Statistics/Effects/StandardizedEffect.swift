import Foundation

/// The standardised effect over paired units: the mean difference over the standard deviation (n − 1) of the
/// differences, Cohen's d_z ("Statistical Power Analysis", 1988, § 2.3.5), with Hedges' small-sample correction
/// ("Distribution theory for Glass's estimator of effect size", 1981).
///
/// It says how many standard deviations *of the differences between paired seeds* the mean difference is, not how large
/// the difference is in points.
package struct StandardizedEffect: Sendable, Equatable, Codable {
  /// Nil if it is undefined; `reason` says why.
  package var value: Double?
  package var reason: String?
  package var units: [SampledUnits]

  /// The name of the measure.
  package static let name = "d_z with Hedges' correction"

  package init(_ differences: [Double], unit: String) {
    units = [SampledUnits(unit, differences.count)]
    guard differences.count >= 3, let mean = Descriptive.mean(differences) else {
      reason = "\(units.text) cannot say; Hedges' correction needs at least three"
      return
    }
    let variance = Spread.variance(differences)
    guard variance > 0, variance.isFinite else {
      reason = "the differences of all \(unit) are equal"
      return
    }
    value = Self.correction(degreesOfFreedom: Double(differences.count - 1)) * mean / variance.squareRoot()
  }

  /// Γ(ν/2) / (√(ν/2) · Γ((ν − 1)/2)), exact for normal differences, for ν > 1.
  static func correction(degreesOfFreedom: Double) -> Double {
    let half = degreesOfFreedom / 2
    return exp(LogGamma.value(half) - LogGamma.value(half - 0.5)) / half.squareRoot()
  }
}
