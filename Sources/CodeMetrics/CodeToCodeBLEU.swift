import Foundation

/// Corpus BLEU-4 as CodeXGLUE's code-to-code evaluator computes it: tokens are separated by white space, case matters,
/// and one is added to numerator and denominator of all four orders.
///
/// The n-gram counts of all samples are summed before the precisions are computed, so `corpus` is not a mean. CodeXGLUE
/// prints it rounded to two decimals; here it is not rounded. An entry of `samples` is the same formula on one sample.
/// With several references, an n-gram counts up to its highest count in any one reference, and the shortest reference
/// sets the brevity penalty. An empty prediction scores 0 against non-empty references; two empty texts score 100.
public struct CodeToCodeBLEU: SummableMetric {
  /// `codexglue-corpus-bleu`.
  public let name = "codexglue-corpus-bleu"
  /// Matched and possible n-grams of four orders, and two lengths.
  public let statisticCount = NGramMatches.statisticCount

  /// Creates the metric; it has no settings.
  public init() {}

  /// Scores predictions against one reference each.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(references: [String], predictions: [String]) throws -> MetricScore {
    try CodeToCodeBLEU().score(references: references, predictions: predictions)
  }

  /// The n-gram counts and lengths of one sample.
  public func statistics(references: [String], prediction: String) -> [Double] {
    NGramMatches(
      references: references.map(MetricText.whitespaceTokens), prediction: MetricText.whitespaceTokens(prediction)
    ).statistics
  }

  /// The geometric mean of the smoothed precisions times the brevity penalty `exp(1 − r / c)`.
  public func value(of statistics: [Double]) -> Double {
    let counts = NGramMatches(statistics: statistics)
    let logarithm = zip(counts.matched, counts.total).reduce(0) { sum, order in
      sum + log((order.0 + 1) / (order.1 + 1))
    }
    let geometricMean = 100 * exp(logarithm / Double(NGramMatches.orders))
    guard counts.predictionLength < counts.referenceLength else { return geometricMean }
    return geometricMean * exp(1 - counts.referenceLength / counts.predictionLength)
  }
}
