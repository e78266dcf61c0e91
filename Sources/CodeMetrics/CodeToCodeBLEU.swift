import Foundation

/// Corpus BLEU-4 as CodeXGLUE's code-to-code evaluator computes it: tokens are the runs between white space, case
/// counts, and one is added to numerator and denominator of all four orders.
///
/// The n-gram counts of all samples are summed before the precisions are formed, so that `corpus` is not a mean.
/// CodeXGLUE prints it rounded to two decimals; here it is not rounded. An entry of `samples` is the same formula on
/// one pair. A prediction that is empty scores 0 against a reference that is not; two empty texts score 100.
package enum CodeToCodeBLEU {
  /// Scores predictions against one reference each.
  ///
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  package static func score(references: [String], predictions: [String]) throws -> MetricScore {
    try MetricInputError.check(references: references, predictions: predictions)
    var sum = NGramMatches()
    var samples: [Double] = []
    for (reference, prediction) in zip(references, predictions) {
      let pair = NGramMatches(
        reference: MetricText.whitespaceTokens(reference), prediction: MetricText.whitespaceTokens(prediction))
      sum += pair
      samples.append(100 * value(of: pair))
    }
    return MetricScore(corpus: 100 * value(of: sum), samples: samples)
  }

  /// The geometric mean of the smoothed precisions times the brevity penalty `exp(1 − r / c)`, from 0 to 1.
  private static func value(of counts: NGramMatches) -> Double {
    let logarithm = zip(counts.matched, counts.total).reduce(0) { sum, order in
      sum + log(Double(order.0 + 1) / Double(order.1 + 1))
    }
    let geometricMean = exp(logarithm / Double(NGramMatches.orders))
    guard counts.predictionLength < counts.referenceLength else { return geometricMean }
    return geometricMean * exp(1 - Double(counts.referenceLength) / Double(counts.predictionLength))
  }
}
