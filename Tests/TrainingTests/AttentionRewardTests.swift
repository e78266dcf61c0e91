import Basics
import Corpus
import Scanpaths
import Testing

@testable import Training

/// The reward of attention as a function of what is read out of it.
struct AttentionRewardTests {
  private static func signal(_ weights: [Double], labels: [Int], patterns: [Int] = []) -> SubwordSignal {
    var turn = 0
    let tokens = weights.enumerated().map { place, weight -> AttentionSignal.Token in
      if weight > 0 { turn += 1 }
      return .init(
        weight: weight, order: weight > 0 ? turn : 0, pattern: patterns.isEmpty ? 0 : patterns[place],
        label: labels[place])
    }
    let bytes = weights.indices.map { $0..<$0 + 1 }
    return SubwordSignal(AttentionSignal(code: "m", tokens: tokens), tokenBytes: bytes, subwordBytes: bytes[...])
  }

  private func reward(_ change: (inout RewardSettings) -> Void = { _ in }) -> AttentionReward {
    var settings = RewardSettings()
    change(&settings)
    return AttentionReward(settings)
  }

  @Test func theGradientIsThatOfTheReward() {
    for (seed, tokens) in [(1, 1), (2, 2), (3, 7), (4, 30)] {
      let reward = reward {
        $0.positional = 0.7
        $0.semantic = 1.3
      }
      var random = RandomStream(seed: UInt64(seed), purpose: .testData)
      var readout = (0..<tokens).flatMap { _ -> [Float] in
        let mass = Float(0.1 + 0.8 * random.uniform())
        return [mass * Float(random.uniform()), mass, mass * Float(random.uniform())]
      }
      let (value, gradient) = reward(readout[...])
      #expect((0...1).contains(value.semantic) && (0...1).contains(value.positional) && (0...1).contains(value.mass))
      #expect(abs(value.total - 1.3 * value.semantic - 0.7 * value.positional) < 1e-6)
      for place in readout.indices {
        let before = readout[place]
        let step: Float = 2e-3
        readout[place] = before + step
        let ahead = reward(readout[...]).value.total
        readout[place] = before - step
        let behind = reward(readout[...]).value.total
        readout[place] = before
        let slope = (ahead - behind) / (2 * step)
        #expect(abs(slope - gradient[place]) < 2e-3 + 0.02 * abs(gradient[place]), "\(tokens) tokens, \(place)")
      }
    }
  }

  @Test func attentionThatFollowsTheReadingIsWorthMore() {
    let reward = reward()
    func path(_ centres: [Float]) -> Float {
      reward(centres.flatMap { [0.5, 0.8, 0.8 * $0] }[...]).value.positional
    }
    let forward = path([0, 0.3, 0.6, 1])
    #expect(forward > 0.9)
    #expect(path([1, 0.6, 0.3, 0]) < 0.1)
    #expect(abs(path([0.5, 0.5, 0.5]) - 0.5) < 1e-3)
    #expect(path([0.2]) == 0.5, "one target token has no order")
  }

  @Test func frequentLabelsAreHeldDownAndPatternsCountMore() {
    let signal = Self.signal([1, 1, 1, 1, 1, 0], labels: [9, 9, 9, 9, 3, 3])
    // Five subwords between <s> and </s>.
    #expect(reward { $0.labelBalance = 0 }.tokenWeights(of: signal) == [0, 1, 1, 1, 1, 1, 0, 0])
    let balanced = reward { $0.labelBalance = 1 }.tokenWeights(of: signal)
    #expect(balanced[5] == 1 && abs(balanced[1] - 0.25) < 1e-6)
    let patterned = Self.signal([1, 1], labels: [3, 3], patterns: [0, 7])
    let bonus = reward { $0.patternBonus = 1 }.tokenWeights(of: patterned)
    #expect(bonus == [0, 0.5, 1, 0])
    let timed = Self.signal([0.25, 1], labels: [3, 3])
    #expect(reward { $0.usesDurations = true }.tokenWeights(of: timed) == [0, 0.25, 1, 0])
    #expect(reward().tokenWeights(of: timed) == [0, 1, 1, 0])
  }

  @Test func oddSignalsGiveFiniteRewards() {
    let reward = reward()
    for signal in [
      Self.signal([0, 0], labels: [1, 1]), Self.signal([1, 1], labels: [1, 1]), Self.signal([1e-3], labels: [20]),
      Self.signal([], labels: []),
    ] {
      let features = reward.features(of: signal)
      #expect(features.count == 3 * signal.count && features.allSatisfy(\.isFinite))
      // All attention on one subword after the other, also on those that carry none.
      let readout = (0..<signal.count).flatMap { Array(features[3 * $0..<3 * $0 + 3]) }
      let (value, gradient) = reward(readout[...])
      #expect(value.total.isFinite && gradient.allSatisfy(\.isFinite))
    }
  }

  @Test func theWeightRisesOverTheGazeSteps() {
    var settings = RewardSettings()
    settings.weight = 2
    settings.warmupSteps = 4
    // With 20 ordinary updates between two gaze-annotated ones these come after 20, 41, 62 … updates.
    #expect([20, 41, 62, 83, 104].map { settings.weight(atUpdate: $0, interval: 20) } == [0.5, 1, 1.5, 2, 2])
    settings.warmupSteps = 0
    #expect(settings.weight(atUpdate: 20, interval: 20) == 2)
  }
}
