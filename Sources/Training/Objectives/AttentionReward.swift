import Corpus
import Foundation

/// The expected reward of the decoder's attention (method, "Objectives"), sample by sample: a pure function of what is
/// read out of the attention, and its gradient.
///
/// Legend: N source subwords, T target tokens, F features that are read of each source subword.
package struct AttentionReward: Sendable {
  package let settings: RewardSettings

  package init(_ settings: RewardSettings) { self.settings = settings }

  /// What is read of a source subword: how much it counts, whether it is in F★, and its place in the order of reading
  /// where it is.
  package static let featureCount = 3

  /// The features of a sample's source, `[N, F]` row by row.
  package func features(of signal: SubwordSignal) -> [Float] {
    let counts = tokenWeights(of: signal)
    return (0..<signal.count).flatMap { place -> [Float] in
      let isIncluded = signal.weights[place] > 0
      return [counts[place], isIncluded ? 1 : 0, isIncluded ? signal.order[place] : 0]
    }
  }

  /// How much attention to each subword counts, in [0, 1], the most being 1; 0 outside F★. `[N]`
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

  /// A sample's reward and its parts, each in [0, 1] but for their weights.
  package struct Value: Sendable, Equatable {
    /// Attention mass on F★, weighted.
    package var semantic: Float
    /// Agreement with the order of reading; ½ where there is no order.
    package var positional: Float
    /// Attention mass on F★, every token alike.
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
      // The centre is a quotient; its gradient reaches both what is above and what is below.
      let slope = Float(settings.positional) * slopes[token] / (read(token, 1) + Self.leastMass)
      gradient[token * width + 1] = -slope * centres[token]
      gradient[token * width + 2] = slope
    }
    value.total = Float(settings.semantic) * value.semantic + Float(settings.positional) * value.positional
    return (value, gradient)
  }

  /// Keeps the centre finite where no attention is on F★.
  private static let leastMass: Float = 1e-4

  /// The mean over neighbouring target tokens of σ(step / scale), the steps being those of the attention's centre in the
  /// order of reading, and its gradient by the centres.
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
