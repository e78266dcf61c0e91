import Foundation

/// A linear head that predicts a reader's gaze from the features of a method's tokens **(ours)**: for each token the
/// probability that it is fixated (logistic), and its share of the looking time (soft-max over the method's tokens).
///
/// Features are standardised with the training tokens' means and deviations. Both parts have a ridge penalty, which may
/// be stronger for the last features than for the first. The formulas are in `docs/gaze-predictor.md`.
///
/// Legend: N tokens of a method, F features.
package struct GazeHead: Sendable, Equatable, Codable {
  /// The readings of one method to learn from.
  package struct Example: Sendable {
    /// `[N][F]`
    package var features: [[Double]]
    /// How many of the readers fixated each token. `[N]`
    package var hits: [Double]
    package var readers: Double
    /// The mean of the readers' distributions of looking time; sums to 1, or to 0 without any looking time. `[N]`
    package var lookingTime: [Double]

    package init(features: [[Double]], hits: [Double], readers: Double, lookingTime: [Double]) {
      self.features = features
      self.hits = hits
      self.readers = readers
      self.lookingTime = lookingTime
    }
  }

  /// What is predicted for a method's tokens. `[N]` each.
  package struct Prediction: Sendable, Equatable {
    /// The probability that a reader fixates the token.
    package var fixation: [Double]
    /// The token's share of the looking time; sums to 1.
    package var lookingTime: [Double]
  }

  private let means: [Double]
  private let deviations: [Double]
  /// The constant, then a weight for each feature.
  private var fixation: [Double]
  /// A weight for each feature. A constant would not change a soft-max.
  private var lookingTime: [Double]
  package let ridges: Ridges

  /// The strengths of the ridge penalties.
  package struct Ridges: Sendable, Equatable, Codable {
    /// The number of features, from the first on, whose weights have the penalty 1 in both parts.
    package var plainFeatures = 0
    /// The penalty of the other weights that predict fixations.
    package var fixation: Double
    /// The penalty of the other weights that predict looking time.
    package var lookingTime: Double

    enum CodingKeys: String, CodingKey {
      case plainFeatures = "plain_features"
      case fixation
      case lookingTime = "looking_time"
    }

    /// The penalty of each feature's weight.
    fileprivate func ofFeatures(_ count: Int, _ ridge: Double) -> [Double] {
      (0..<count).map { $0 < plainFeatures ? 1 : ridge }
    }
  }

  enum CodingKeys: String, CodingKey {
    case means, deviations, fixation, ridges
    case lookingTime = "looking_time"
  }

  package var featureCount: Int { means.count }

  /// Minimises the readings' negative log-likelihood plus Σ ridge/2 · weight² for each of the two parts.
  ///
  /// - Precondition: every example has features of the same length.
  /// - Complexity: O(steps · tokens · features).
  package init(_ examples: [Example], ridges: Ridges) {
    let rows = examples.flatMap(\.features)
    let width = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == width }, "all tokens have the same features")
    self.ridges = ridges
    (means, deviations) = Self.moments(rows, width)
    fixation = []
    lookingTime = []
    let scaled = examples.map { $0.features.map(standardised) }
    let (ofFixation, ofLookingTime) = (
      ridges.ofFeatures(width, ridges.fixation), ridges.ofFeatures(width, ridges.lookingTime)
    )
    fixation = ConvexMinimizer().minimum(from: Array(repeating: 0, count: width + 1)) { weights, gradient in
      Self.fixationLoss(weights, examples, scaled, ofFixation, &gradient)
    }
    lookingTime = ConvexMinimizer().minimum(from: Array(repeating: 0, count: width)) { weights, gradient in
      Self.lookingTimeLoss(weights, examples, scaled, ofLookingTime, &gradient)
    }
  }

  /// The prediction for the tokens with these features. `[N][F]`
  package func callAsFunction(_ features: [[Double]]) -> Prediction {
    let rows = features.map(standardised)
    return Prediction(
      fixation: rows.map { Self.logistic(fixation[0] + Self.product($0, fixation[1...])) },
      lookingTime: Self.softmax(rows.map { Self.product($0, lookingTime[...]) }))
  }

  /// What is wrong with numbers that were read from a file; nil if nothing is.
  var fault: String? {
    let width = means.count
    guard deviations.count == width, fixation.count == width + 1, lookingTime.count == width else {
      return "the head's lists have different lengths"
    }
    guard (means + fixation + lookingTime).allSatisfy({ abs($0) < Self.limit }),
      deviations.allSatisfy({ $0 > 1 / Self.limit && $0 < Self.limit })
    else { return "the head has a number that is out of range" }
    return nil
  }

  /// Larger numbers could overflow in a prediction.
  private static let limit = 1e30

  private func standardised(_ features: [Double]) -> [Double] {
    features.indices.map { (features[$0] - means[$0]) / deviations[$0] }
  }

  /// Means and standard deviations; a constant feature gets a deviation of 1.
  private static func moments(_ rows: [[Double]], _ width: Int) -> (means: [Double], deviations: [Double]) {
    let count = Double(max(1, rows.count))
    var means = [Double](repeating: 0, count: width)
    for row in rows { for place in 0..<width { means[place] += row[place] / count } }
    var squares = [Double](repeating: 0, count: width)
    for row in rows { for place in 0..<width { squares[place] += pow(row[place] - means[place], 2) / count } }
    return (means, squares.map { $0 > 1e-20 ? $0.squareRoot() : 1 })
  }

  /// −Σ (hits · ln p + (readers − hits) · ln(1 − p)) + Σ ridge/2 · weight², without the constant in the penalty.
  static func fixationLoss(
    _ weights: [Double], _ examples: [Example], _ rows: [[[Double]]], _ ridges: [Double], _ gradient: inout [Double]
  ) -> Double {
    var loss = penalty(weights, [0] + ridges, &gradient)
    for (example, rows) in zip(examples, rows) {
      for (row, hits) in zip(rows, example.hits) {
        let odds = weights[0] + product(row, weights[1...])
        // ln(1 + e^x) without overflow.
        loss += example.readers * (max(odds, 0) + log1p(exp(-abs(odds)))) - hits * odds
        let slope = example.readers * logistic(odds) - hits
        gradient[0] += slope
        for place in row.indices { gradient[place + 1] += slope * row[place] }
      }
    }
    return loss
  }

  /// −Σ readers · Σ share · ln p + Σ ridge/2 · weight², where p is the soft-max over the method's tokens.
  static func lookingTimeLoss(
    _ weights: [Double], _ examples: [Example], _ rows: [[[Double]]], _ ridges: [Double], _ gradient: inout [Double]
  ) -> Double {
    var loss = penalty(weights, ridges, &gradient)
    for (example, rows) in zip(examples, rows) {
      let total = example.lookingTime.reduce(0, +)
      guard total > 0 else { continue }
      let scores = rows.map { product($0, weights[...]) }
      let shares = softmax(scores)
      for place in rows.indices {
        let wanted = example.lookingTime[place]
        if wanted > 0 { loss -= example.readers * wanted * log(max(shares[place], 1e-300)) }
        let slope = example.readers * (total * shares[place] - wanted)
        for feature in weights.indices { gradient[feature] += slope * rows[place][feature] }
      }
    }
    return loss
  }

  /// The penalty of the weights; sets the gradient to the penalty's.
  private static func penalty(_ weights: [Double], _ ridges: [Double], _ gradient: inout [Double]) -> Double {
    var sum = 0.0
    for place in weights.indices {
      gradient[place] = ridges[place] * weights[place]
      sum += gradient[place] * weights[place] / 2
    }
    return sum
  }

  private static func logistic(_ odds: Double) -> Double { 1 / (1 + exp(-odds)) }

  private static func softmax(_ scores: [Double]) -> [Double] {
    let most = scores.max() ?? 0
    let powers = scores.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private static func product(_ first: [Double], _ second: ArraySlice<Double>) -> Double {
    var sum = 0.0
    let start = second.startIndex
    for place in first.indices { sum += first[place] * second[start + place] }
    return sum
  }
}
