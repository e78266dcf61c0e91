import Foundation

/// Smoothed sentence BLEU-4, averaged over the samples, as CodeXGLUE's code-to-text evaluator computes it.
///
/// The smoothing is that of Lin and Och, "ORANGE: a method for evaluating automatic evaluation metrics for machine
/// translation" (COLING 2004): one is added to numerator and denominator for n ≥ 2 and nothing for n = 1. Case is
/// ignored. The brevity penalty is `min(0, 1 − (r + 1) / (c + 1))` in log space, with one added to both lengths. With
/// several references, an n-gram counts up to its highest count in any one reference, and r is the length of the
/// shortest.
///
/// Empty texts follow that formula, as in CodeXGLUE: an empty prediction has no wrong n-gram and scores e^(−r), where r
/// is the reference's length in tokens, which is 100 when the reference is also empty.
public struct CodeToTextBLEU: MeanMetric {
  /// `codexglue-smoothed-bleu`.
  public let name = "codexglue-smoothed-bleu"

  /// Creates the metric; it has no settings.
  public init() {}

  /// Scores predictions against one reference each; `corpus` is the mean of `samples`.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(references: [String], predictions: [String]) throws -> MetricScore {
    try CodeToTextBLEU().score(references: references, predictions: predictions)
  }

  /// The smoothed sentence BLEU-4 of one sample in percent.
  public func sampleValue(references: [String], prediction: String) -> Double {
    let matches = NGramMatches(
      references: references.map(MetricText.wordsAndMarks), prediction: MetricText.wordsAndMarks(prediction))
    var logarithm = 0.0
    for order in 0..<NGramMatches.orders {
      // The evaluator adds the smallest normal number, which keeps a missing unigram match finite and 0/0 equal to 1.
      let added = (order == 0 ? 0 : 1) + Double.leastNormalMagnitude
      logarithm += log(matches.matched[order] + added) - log(matches.total[order] + added)
    }
    let brevity = min(0, 1 - (matches.referenceLength + 1) / (matches.predictionLength + 1))
    return 100 * exp(logarithm / Double(NGramMatches.orders) + brevity)
  }
}
