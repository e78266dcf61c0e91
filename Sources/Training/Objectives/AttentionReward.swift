import Corpus
import Foundation

/// The expected reward of the decoder's attention (docs/method.md, "Objectives"), sample by sample: a pure function of
/// the attention's readout, with its gradient.
///
/// Legend: N source subwords, T target tokens, F features of each source subword.
package struct AttentionReward: Sendable {
  package let settings: RewardSettings

  package init(_ settings: RewardSettings) { self.settings = settings }

  /// The features of a source subword: its weight, whether it is in F★, and its position in the order of reading if it
  /// is.
  package static let featureCount = 3

  /// The features of a sample's source, `[N, F]` row by row.
  package func features(of signal: SubwordSignal) -> [Float] {
    let counts = tokenWeights(of: signal)
    return (0..<signal.count).flatMap { place -> [Float] in
      let isIncluded = signal.weights[place] > 0
      return [counts[place], isIncluded ? 1 : 0, isIncluded ? signal.order[place] : 0]
    }
  }

  /// The weight of attention to each subword, scaled to a maximum of 1; 0 outside F★. `[N]`
  func tokenWeights(of signal: SubwordSignal) -> [Float] {
    var ofLabel = [Float](repeating: 0, count: 256)
    for place in 0..<signal.count where signal.weights[place] > 0 { ofLabel[Int(signal.labels[place])] += 1 }
    var counts = (0..<signal.count).map { place -> Float in
      guard signal.weights[place] > 0 else { return 0 }
      let looks = settings.usesDurations ? signal.weights[place] : 1
      let bonus = signal.patterns[place] > 0 ? 1 + Float(settings.patternBonus) : 1
      return looks * bonus * pow(ofLabel[Int(signal.labels[place])], -Float(settings.labelBalance))
    }
    let most = counts.max() ?? 0
    if most > 0 { for place in counts.indices { counts[place] /= most } }
    return counts
  }

  /// A sample's reward and its parts. The parts are in [0, 1] before weighting.
  package struct Value: Sendable, Equatable {
    /// Attention mass on F★, with token weights.
    package var semantic: Float
    /// Agreement with the order of reading; ½ if there is no order.
    package var positional: Float
    /// Attention mass on F★ without token weights.
    package var mass: Float
    package var total: Float
  }

  /// The reward at a readout `[T, F]`, and its gradient `[T, F]`.
  package func callAsFunction(_ readout: ArraySlice<Float>) -> (value: Value, gradient: [Float]) {
    let width = Self.featureCount
    let tokens = readout.count / width
    precondition(tokens > 0 && readout.count == tokens * width, "a row of features for each target token")
    let start = readout.startIndex
    func read(_ token: Int, _ feature: Int) -> Float { readout[start + token * width + feature] }
    var gradient = [Float](repeating: 0, count: tokens * width)
    var value = Value(semantic: 0, positional: 0.5, mass: 0, total: 0)
    for token in 0..<tokens {
      value.semantic += read(token, 0) / Float(tokens)
      value.mass += read(token, 1) / Float(tokens)
      gradient[token * width] = Float(settings.semantic) / Float(tokens)
    }
    let centres = (0..<tokens).map { read($0, 2) / (read($0, 1) + Self.leastMass) }
    let (agreement, slopes) = Self.agreementOfOrder(centres, scale: Float(settings.positionalScale))
    value.positional = agreement
    for token in 0..<tokens {
      // The centre is a quotient; the gradient flows into its numerator and its denominator.
      let slope = Float(settings.positional) * slopes[token] / (read(token, 1) + Self.leastMass)
      gradient[token * width + 1] = -slope * centres[token]
      gradient[token * width + 2] = slope
    }
    value.total = Float(settings.semantic) * value.semantic + Float(settings.positional) * value.positional
    return (value, gradient)
  }

  /// Keeps the centre finite if there is no attention on F★.
  private static let leastMass: Float = 1e-4

  /// The mean of σ(step / scale) over pairs of adjacent target tokens, with its gradient with respect to the centres. A
  /// step is how far the attention's centre moves in the order of reading.
  private static func agreementOfOrder(_ centres: [Float], scale: Float) -> (value: Float, slopes: [Float]) {
    var slopes = [Float](repeating: 0, count: centres.count)
    guard centres.count > 1 else { return (0.5, slopes) }
    var sum: Float = 0
    let share = 1 / Float(centres.count - 1)
    for place in 1..<centres.count {
      let forward = 1 / (1 + exp(-(centres[place] - centres[place - 1]) / scale))
      sum += share * forward
      let slope = share * forward * (1 - forward) / scale
      slopes[place] += slope
      slopes[place - 1] -= slope
    }
    return (sum, slopes)
  }
}
