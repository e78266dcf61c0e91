/// The count, mean and spread of a sample.
package struct SampleStatistics: Sendable, Equatable {
  package var count: Int
  /// NaN if there are no values.
  package var mean: Double
  /// The sample standard deviation (n − 1); nil for fewer than two values.
  package var deviation: Double?

  package init(_ values: [Double]) {
    count = values.count
    mean = Descriptive.mean(values) ?? .nan
    if values.count > 1 {
      let mean = mean
      deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
  }
}
