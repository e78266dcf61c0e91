import Foundation

/// CodeBLEU and its four components, from 0 to 1 and never NaN.
public struct CodeBLEUScore: Sendable, Equatable, Codable {
  /// The weighted sum of the components.
  public var codebleu: Double
  /// BLEU-4 of the tokens.
  public var ngramMatch: Double
  /// BLEU-4 in which keywords weigh more among the unigrams.
  public var weightedNgramMatch: Double
  /// The share of the reference's syntax subtrees that the prediction has.
  public var syntaxMatch: Double
  /// The share of the reference's data-flow edges that the prediction has.
  ///
  /// 0 when no reference has any data flow; the effect on `codebleu` depends on the mode.
  public var dataflowMatch: Double

  enum CodingKeys: String, CodingKey {
    case codebleu
    case ngramMatch = "ngram_match_score"
    case weightedNgramMatch = "weighted_ngram_match_score"
    case syntaxMatch = "syntax_match_score"
    case dataflowMatch = "dataflow_match_score"
  }

  /// Computes a mode's scores from counts.
  init(_ counts: CodeBLEUStatistics, _ mode: CodeBLEUMode, _ weights: CodeBLEUWeights) {
    ngramMatch = Self.bleu(
      counts.matched, counts.total, predicted: counts.predictionLength, expected: counts.referenceLength, mode)
    weightedNgramMatch = Self.bleu(
      counts.weightedMatched, counts.weightedTotal, predicted: counts.predictionLength,
      expected: counts.weightedReferenceLength, mode)
    syntaxMatch = counts.subtrees > 0 ? counts.matchedSubtrees / counts.subtrees : 0
    dataflowMatch = counts.flows > 0 ? counts.matchedFlows / counts.flows : 0
    codebleu =
      weights.ngram * ngramMatch + weights.weightedNgram * weightedNgramMatch + weights.syntax * syntaxMatch
    switch mode {
    case .k4black:
      // `dataflow_match_score or 1`: meant for references without data flow, but a genuine 0 counts as 1 too.
      codebleu += weights.dataFlow * (dataflowMatch == 0 ? 1 : dataflowMatch)
    case .microsoft:
      codebleu += weights.dataFlow * dataflowMatch
    case .fixed where counts.flows == 0 && weights.dataFlow < 1:
      // Nothing to match: the other components share the weight.
      codebleu /= 1 - weights.dataFlow
    case .fixed:
      codebleu += weights.dataFlow * dataflowMatch
    }
  }

  /// BLEU-4 of summed counts (Papineni et al., ACL 2002), with 0.1 instead of a numerator of 0 (method 1 of Chen and
  /// Cherry, WMT 2014).
  private static func bleu(
    _ matched: SIMD4<Double>, _ total: SIMD4<Double>, predicted: Double, expected: Double, _ mode: CodeBLEUMode
  ) -> Double {
    // Orders that the texts are too short for; the published programs count them as failed.
    let orders = (0..<4).filter { mode != .fixed || total[$0] > 0 }
    guard !orders.isEmpty else { return predicted == expected ? 1 : 0 }
    guard matched[0] > 0 else { return 0 }
    let logarithm = orders.reduce(0) { sum, order in
      sum + log((matched[order] > 0 ? matched[order] : 0.1) / total[order])
    }
    let brevity = predicted > expected ? 1 : exp(1 - expected / predicted)
    return brevity * exp(logarithm / Double(orders.count))
  }
}
