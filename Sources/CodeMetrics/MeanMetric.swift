/// A metric whose value for a test set is the mean over its samples.
public protocol MeanMetric: SummableMetric {
  /// The value of one sample in percent; `references` holds at least one text.
  func sampleValue(references: [String], prediction: String) -> Double
}

extension MeanMetric {
  /// A sample's value, and one for the number of samples.
  public var statisticCount: Int { 2 }

  /// The sample's value and 1.
  public func statistics(references: [String], prediction: String) -> [Double] {
    [sampleValue(references: references, prediction: prediction), 1]
  }

  /// The sum of the values over the number of samples.
  public func value(of statistics: [Double]) -> Double {
    statistics[0] / statistics[1]
  }

  /// The highest value for any of the references; `references` holds at least one text.
  func best(of references: [String], _ value: (String) -> Double) -> Double {
    references.reduce(0) { max($0, value($1)) }
  }
}
