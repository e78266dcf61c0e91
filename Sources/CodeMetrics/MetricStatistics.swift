/// The statistics of a metric for every sample of a test set, in the samples' order.
package struct MetricStatistics: Sendable, Equatable {
  /// One vector for each sample, all of the same length; there is at least one.
  package let samples: [[Double]]

  /// Collects the statistics of every sample.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero, or a sample has no reference.
  package init(_ metric: some SummableMetric, references: [[String]], predictions: [String]) throws {
    try MetricInputError.check(references: references, predictions: predictions)
    samples = zip(references, predictions).map { references, prediction in
      let statistics = metric.statistics(references: references, prediction: prediction)
      precondition(statistics.count == metric.statisticCount, "\(metric.name) has statistics of another length")
      return statistics
    }
  }

  /// The sum over all samples.
  package var sum: [Double] {
    var sum = [Double](repeating: 0, count: samples[0].count)
    for sample in samples { sum.add(sample) }
    return sum
  }
}

extension [Double] {
  /// Adds a vector of the same length, element by element.
  mutating func add(_ other: [Double]) {
    for index in indices { self[index] += other[index] }
  }
}
