/// Differences of two systems on the same units, one for each unit.
package struct PairedDifferences: Sendable, Equatable {
  package let differences: [Double]
  /// What the units are, in the plural: `seeds`.
  package let unit: String

  /// - Precondition: there is at least one difference.
  package init(_ differences: [Double], unit: String) {
    precondition(!differences.isEmpty, "no differences")
    self.differences = differences
    self.unit = unit
  }

  /// Student's t interval of the mean difference (Student, "The probable error of a mean", Biometrika 6, 1908): mean ±
  /// t(n − 1) · s / √n.
  ///
  /// It is exact for normally distributed differences, however few there are. A percentile bootstrap of three
  /// differences is their range and covers 75 %.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval {
    interval(confidence: confidence, method: "Student's t on paired \(unit)", inflation: 0)
  }

  /// The interval for differences over random splits of one data set, whose training parts overlap (Nadeau and Bengio,
  /// "Inference for the generalization error", Machine Learning 52, 2003): the variance of the mean is
  /// (1/n + test/train) · s² instead of s²/n.
  ///
  /// - Parameter testToTrain: the size of a test part relative to that of its training part; finite and positive.
  package func interval(overlappingSplits testToTrain: Double, confidence: Double = 0.95) -> ConfidenceInterval {
    precondition(testToTrain > 0 && testToTrain.isFinite, "the ratio of test to training part must be positive")
    return interval(
      confidence: confidence, method: "Student's t on overlapping \(unit), corrected (Nadeau and Bengio)",
      inflation: testToTrain)
  }

  /// - Parameter inflation: added to 1/n in the variance of the mean.
  private func interval(confidence: Double, method: String, inflation: Double) -> ConfidenceInterval {
    let mean = Descriptive.mean(differences) ?? 0
    let units = [SampledUnits(unit, differences.count)]
    guard differences.count > 1 else {
      return ConfidenceInterval(
        estimate: mean, confidence: confidence, method: method, units: units,
        reason: "\(units.text) cannot say how much \(unit) vary; at least two are needed")
    }
    let variance = Spread.variance(differences) * (1 / Double(differences.count) + inflation)
    return ConfidenceInterval(
      estimate: mean,
      variance: VarianceComponents([.init(unit, variance: variance, degreesOfFreedom: Double(differences.count - 1))]),
      confidence: confidence, method: method, units: units,
      equalValues: "the differences of all \(unit) are equal, so how much they vary is unknown")
  }
}
