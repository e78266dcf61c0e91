/// Counts of the n-grams of a prediction that occur in its references, for n = 1 to 4.
///
/// All counts are integers; they are stored as `Double`, like a metric's statistics, so they can be summed.
struct NGramMatches {
  static let orders = 4

  /// Matching n-grams of each order. An n-gram counts up to its highest count in any one reference.
  let matched: [Double]
  /// All n-grams of the prediction, by order.
  let total: [Double]
  /// The length in tokens of the shortest reference.
  let referenceLength: Double
  /// The prediction's length in tokens.
  let predictionLength: Double

  /// Counts one sample.
  ///
  /// - Complexity: O(tokens) dictionary operations.
  init(references: [[MetricText.Token]], prediction: [MetricText.Token]) {
    var matched: [Double] = []
    var total: [Double] = []
    for order in 1...Self.orders {
      let available = references.map { Self.counts(of: $0, order: order) }
      let present = Self.counts(of: prediction, order: order)
      let found = present.reduce(0) { sum, gram in
        sum + available.reduce(0) { max($0, min(gram.value, $1[gram.key] ?? 0)) }
      }
      matched.append(Double(found))
      total.append(Double(max(0, prediction.count - order + 1)))
    }
    self.matched = matched
    self.total = total
    referenceLength = Double(references.map(\.count).min() ?? 0)
    predictionLength = Double(prediction.count)
  }

  /// The length of `statistics`.
  static let statisticCount = 2 * orders + 2

  /// Matched n-grams of each order, all n-grams of each order, the reference's length and the prediction's.
  var statistics: [Double] { matched + total + [referenceLength, predictionLength] }

  /// The counts in summed `statistics`.
  init(statistics: [Double]) {
    matched = Array(statistics[0..<Self.orders])
    total = Array(statistics[Self.orders..<2 * Self.orders])
    referenceLength = statistics[2 * Self.orders]
    predictionLength = statistics[2 * Self.orders + 1]
  }

  private static func counts(of tokens: [MetricText.Token], order: Int) -> [ArraySlice<MetricText.Token>: Int] {
    var counts: [ArraySlice<MetricText.Token>: Int] = [:]
    for start in 0..<max(0, tokens.count - order + 1) {
      counts[tokens[start..<start + order], default: 0] += 1
    }
    return counts
  }
}
