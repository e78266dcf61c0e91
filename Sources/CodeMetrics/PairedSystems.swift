/// Two systems' statistics on the same samples, for comparison by a metric.
///
/// Differences are the system's value minus the baseline's, in percentage points.
public struct PairedSystems: Sendable {
  /// Smaller differences, in percentage points, are only rounding errors.
  static let tolerance = 1e-9

  package let metric: any SummableMetric
  package let baseline: MetricStatistics
  package let system: MetricStatistics

  /// Collects both systems' statistics against the same references.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero, or a sample has no reference.
  public init(
    metric: some SummableMetric, references: [[String]], baseline: [String], system: [String]
  ) throws {
    self.metric = metric
    self.baseline = try MetricStatistics(metric, references: references, predictions: baseline)
    self.system = try MetricStatistics(metric, references: references, predictions: system)
  }

  /// The number of samples.
  public var sampleCount: Int { baseline.samples.count }

  /// The difference of the two systems' values for the whole test set.
  public var difference: Double { difference(baseline: baseline.sum, system: system.sum) }

  /// The difference between the values of two sums of statistics.
  func difference(baseline: [Double], system: [Double]) -> Double {
    metric.value(of: system) - metric.value(of: baseline)
  }
}
