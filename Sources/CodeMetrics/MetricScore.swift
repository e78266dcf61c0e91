/// A metric's value over a test set and for each of its samples, both in percent (0 to 100, never NaN).
public struct MetricScore: Sendable, Equatable, Codable {
  /// The value for the whole test set; each metric says whether this is the mean of `samples`.
  public var corpus: Double
  /// The value for each sample in the order given.
  public var samples: [Double]

  package init(corpus: Double, samples: [Double]) {
    self.corpus = corpus
    self.samples = samples
  }
}
