/// How many n-grams of a prediction occur in its reference, for n = 1 to 4.
struct NGramMatches {
  static let orders = 4

  /// Matching n-grams of each order; one of the reference's n-grams is matched by at most one of the prediction's.
  var matched = [Int](repeating: 0, count: orders)
  /// All n-grams of the prediction, by order.
  var total = [Int](repeating: 0, count: orders)
  /// Lengths in tokens.
  var referenceLength = 0
  var predictionLength = 0

  init() {}

  /// Counts one pair.
  ///
  /// - Complexity: O(tokens) dictionary operations.
  init(reference: [MetricText.Token], prediction: [MetricText.Token]) {
    referenceLength = reference.count
    predictionLength = prediction.count
    for order in 1...Self.orders {
      var available = Self.counts(of: reference, order: order)
      for start in 0..<max(0, prediction.count - order + 1) {
        total[order - 1] += 1
        if let left = available[prediction[start..<start + order]], left > 0 {
          available[prediction[start..<start + order]] = left - 1
          matched[order - 1] += 1
        }
      }
    }
  }

  static func += (sum: inout NGramMatches, pair: NGramMatches) {
    for order in 0..<orders {
      sum.matched[order] += pair.matched[order]
      sum.total[order] += pair.total[order]
    }
    sum.referenceLength += pair.referenceLength
    sum.predictionLength += pair.predictionLength
  }

  private static func counts(of tokens: [MetricText.Token], order: Int) -> [ArraySlice<MetricText.Token>: Int] {
    var counts: [ArraySlice<MetricText.Token>: Int] = [:]
    for start in 0..<max(0, tokens.count - order + 1) {
      counts[tokens[start..<start + order], default: 0] += 1
    }
    return counts
  }
}
