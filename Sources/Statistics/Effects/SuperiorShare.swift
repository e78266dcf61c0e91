/// The probability that a sample is better under one system than under the other, with ties counted half (Vargha and
/// Delaney, "A critique and improvement of the CL common language effect size statistics", 2000, for paired samples).
package struct SuperiorShare: Sendable, Equatable, Codable {
  /// From 0 to 1; 0.5 if neither is better more often.
  package var value: Double
  /// The share of samples that are equal under both.
  package var ties: Double
  package var units: [SampledUnits]

  /// - Parameter differences: for each seed, each sample's value minus the baseline's; higher is better.
  /// - Returns: the mean over seeds; nil without samples.
  package init?(_ differences: [[Double]]) {
    let values = differences.flatMap { $0 }
    guard !values.isEmpty else { return nil }
    let tied = values.count { abs($0) <= Spread.tolerance }
    let better = values.count { $0 > Spread.tolerance }
    value = (Double(better) + Double(tied) / 2) / Double(values.count)
    ties = Double(tied) / Double(values.count)
    units = [SampledUnits("seeds", differences.count), SampledUnits("samples", differences[0].count)]
  }
}
