import Basics
import Foundation

/// How well a prediction of gaze fits one reading.
struct GazeScore: Sendable, Equatable {
  /// The mean over tokens of −ln of the probability that was given to what happened, in nats.
  var logLoss: Double
  /// The probability that a fixated token has a higher probability than one that is not, ties counted half; nil if
  /// all tokens are fixated, or none.
  var areaUnderCurve: Double?
  /// Spearman's correlation of predicted and real looking time over tokens; nil if one of them is constant.
  var rankCorrelation: Double?
  /// How much more probable than under even attention a moment of looking is, in nats: Σ share · ln(p · tokens); nil
  /// without looking time.
  var lookingTimeGain: Double?

  /// - Parameters:
  ///   - isFixated: whether the reader fixated each token.
  ///   - shares: each token's share of the looking time; they sum to 1, or to 0 if nothing is known.
  init(_ prediction: GazeHead.Prediction, isFixated: [Bool], shares: [Double]) {
    let losses = zip(prediction.fixation, isFixated).map { Self.logLoss($0, hits: $1 ? 1 : 0, readers: 1) }
    logLoss = losses.reduce(0, +) / Double(max(1, losses.count))
    areaUnderCurve = Self.areaUnderCurve(prediction.fixation, isFixated)
    rankCorrelation = RankCorrelation.spearman(prediction.lookingTime, shares)
    let total = shares.reduce(0, +)
    guard total > 0 else { return }
    let tokens = Double(shares.count)
    lookingTimeGain = zip(shares, prediction.lookingTime).reduce(0) { sum, pair in
      pair.0 > 0 ? sum + pair.0 / total * log(max(pair.1, Self.leastProbability) * tokens) : sum
    }
  }

  /// −(hits · ln p + (readers − hits) · ln(1 − p)), finite for every p.
  static func logLoss(_ probability: Double, hits: Double, readers: Double) -> Double {
    let clamped = min(max(probability, leastProbability), 1 - leastProbability)
    return -(hits * log(clamped) + (readers - hits) * log(1 - clamped))
  }

  private static let leastProbability = 1e-9

  /// The Mann–Whitney statistic divided by the number of pairs.
  ///
  /// - Complexity: O(n log n).
  static func areaUnderCurve(_ scores: [Double], _ isPositive: [Bool]) -> Double? {
    let positive = isPositive.count { $0 }
    let negative = isPositive.count - positive
    guard positive > 0, negative > 0 else { return nil }
    // Ranks from 0, with ties sharing their mean rank.
    let sum = zip(RankCorrelation.ranks(scores), isPositive).reduce(0) { $1.1 ? $0 + $1.0 + 1 : $0 }
    let least = Double(positive) * Double(positive + 1) / 2
    return (sum - least) / (Double(positive) * Double(negative))
  }
}
