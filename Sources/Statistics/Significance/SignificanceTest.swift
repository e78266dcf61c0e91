/// A two-sided p-value with its test and what it was computed from.
package struct SignificanceTest: Sendable, Equatable, Codable {
  /// The probability, if there were no difference, of one at least as large as observed, in either direction.
  package var p: Double
  /// The least value that this many units allow.
  package var least: Double
  /// `exact sign-flip test`.
  package var method: String
  package var units: [SampledUnits]

  package init(p: Double, least: Double, method: String, units: [SampledUnits]) {
    self.p = p
    self.least = least
    self.method = method
    self.units = units
  }
}
