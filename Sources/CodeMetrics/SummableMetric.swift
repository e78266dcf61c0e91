/// A metric whose value for a test set is a function of statistics that add up over the samples.
///
/// All metrics of this module conform, so one call scores with any of them:
///
/// ```swift
/// import CodeMetrics
///
/// let metrics: [any SummableMetric] = [ExactMatch(), CodeToTextBLEU(), ROUGEL(stemming: false), ChrF.characters]
/// for metric in metrics {
///   let score = try metric.score(references: ["returns the sum"], predictions: ["gives the sum"])
///   print(metric.name, score.corpus, score.samples)
/// }
/// ```
///
/// A sample gives a vector of `statisticCount` numbers (for BLEU: matched and possible n-grams of each order and the
/// two lengths). The vectors of all samples are added, and `value(of:)` turns the sum into the score. A resampled test
/// set then costs one addition of vectors for each sample and one call of `value(of:)`, and no text is looked at again;
/// `PairedBootstrap` works on any metric of this kind.
///
/// To conform, choose statistics that
/// - depend on nothing but this sample's references and prediction,
/// - have the same length and meaning for every sample, and
/// - are finite. Counts are whole numbers below 2^53, so that their sums are exact in any order.
///
/// A metric with components (CodeBLEU) lays the components' statistics one after the other. A metric whose test-set
/// value is the plain mean of its samples conforms to `MeanMetric` instead.
public protocol SummableMetric: Sendable {
  /// What reports and files call this metric, its variant included.
  var name: String { get }

  /// The length of the vector that `statistics(references:prediction:)` returns.
  var statisticCount: Int { get }

  /// The statistics of one sample; `references` holds at least one text.
  func statistics(references: [String], prediction: String) -> [Double]

  /// The value in percent of the summed statistics of one or more samples, the same sample any number of times.
  ///
  /// It is finite and from 0 to 100 for every such sum, up to rounding.
  func value(of statistics: [Double]) -> Double
}

extension SummableMetric {
  /// Scores predictions against one or more references each.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero, or a sample has no reference.
  public func score(references: [[String]], predictions: [String]) throws -> MetricScore {
    score(try MetricStatistics(self, references: references, predictions: predictions))
  }

  /// Scores predictions against one reference each.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  public func score(references: [String], predictions: [String]) throws -> MetricScore {
    try score(references: references.map { [$0] }, predictions: predictions)
  }

  /// The score that samples' statistics amount to; an entry of `samples` is the value of one sample on its own.
  package func score(_ statistics: MetricStatistics) -> MetricScore {
    MetricScore(corpus: value(of: statistics.sum), samples: statistics.samples.map(value(of:)))
  }
}
