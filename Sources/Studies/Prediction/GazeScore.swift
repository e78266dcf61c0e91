import Foundation
import Scanpaths
import Statistics

/// How well a prediction of gaze fits one reading.
struct GazeScore: Sendable, Equatable {
  /// The mean over tokens of −ln of the probability that was given to what happened, in nats.
  var logLoss: Double
  /// The probability that a fixated token has a higher probability than one that is not, ties counted half; nil if
  /// all tokens are fixated, or none.
  var areaUnderCurve: Double?
  /// Spearman's correlation of predicted and real looking time over tokens; nil if one of them is constant.
  var rankCorrelation: Double?
  /// How much more probable than under even looking a moment of looking is, in nats: ln tokens minus the cross-entropy of
  /// the prediction; nil without looking time.
  var lookingTimeGain: Double?

  /// - Parameters:
  ///   - isFixated: whether the reader fixated each token.
  ///   - lookingTime: the reader's, over the same tokens; nil if it is unknown.
  init(_ prediction: GazeHead.Prediction, isFixated: [Bool], lookingTime: LookingTime?) {
    let losses = zip(prediction.fixation, isFixated).map { Self.logLoss($0, hits: $1 ? 1 : 0, readers: 1) }
    logLoss = losses.reduce(0, +) / Double(max(1, losses.count))
    areaUnderCurve = Self.areaUnderCurve(prediction.fixation, isFixated)
    guard let lookingTime else { return }
    rankCorrelation = RankCorrelation.spearman(prediction.lookingTime, lookingTime.shares)
    lookingTimeGain = lookingTime.crossEntropy(of: prediction.lookingTime).map {
      LookingTime.entropyOfEven(tokens: isFixated.count) - $0
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
