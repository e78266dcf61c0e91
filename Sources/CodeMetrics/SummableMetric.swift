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
/// two lengths). The vectors of all samples are added, and `value(of:)` converts the sum to the score. A resampled test
/// set then costs one vector addition for each sample and one call of `value(of:)`, without looking at the texts again;
/// `PairedBootstrap` works with any such metric.
///
/// To conform, choose statistics that
/// - depend only on this sample's references and prediction,
/// - have the same length and meaning for every sample, and
/// - are finite. Counts are integers below 2^53, so their sums are exact in any order.
///
/// A metric with components (CodeBLEU) concatenates the components' statistics. A metric whose test-set value is the
/// plain mean of its samples conforms to `MeanMetric` instead.
public protocol SummableMetric: Sendable {
  /// The metric's name in reports and files, including its variant.
  var name: String { get }

  /// The length of the vector that `statistics(references:prediction:)` returns.
  var statisticCount: Int { get }

  /// The statistics of one sample; `references` holds at least one text.
  func statistics(references: [String], prediction: String) -> [Double]

  /// The value in percent of the summed statistics of one or more samples; a sample may occur any number of times.
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

  /// The score from the samples' statistics; an entry of `samples` is the value of a single sample.
  package func score(_ statistics: MetricStatistics) -> MetricScore {
    MetricScore(corpus: value(of: statistics.sum), samples: statistics.samples.map(value(of:)))
  }
}
