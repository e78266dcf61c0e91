import Corpus
import Foundation
import Scanpaths
import TestSupport
import Testing

@testable import Training

/// Against `Golden/make_weights.py`.
struct TokenWeightsTests {
  private struct Golden: Decodable {
    struct Token: Decodable {
      var pattern: Int
      var label: Int
      var weight: Double
      var half: Double
    }
    var counts: [String: Double]
    var theta: [String: [Int]]
    var tokens: [Token]
  }

  private func weights(_ golden: Golden, strength: Double) throws -> [Float] {
    let priors = LabelPriors(
      salience: try golden.theta.map { label, pair in
        let label = try #require(Int(label).flatMap(SemanticLabel.init(id:)))
        return LabelSalience(label: label, hits: pair[0], tokens: pair[1])
      }, counts: NGramCounts())
    var settings = WeightedSettings()
    settings.strength = strength
    let counts = Dictionary(uniqueKeysWithValues: golden.counts.map { (Int($0) ?? -1, $1) })
    let tokens = golden.tokens.map { AttentionSignal.Token(weight: 1, order: 1, pattern: $0.pattern, label: $0.label) }
    let bytes = tokens.indices.map { $0..<$0 + 1 }
    let signal = SubwordSignal(AttentionSignal(code: "m", tokens: tokens), tokenBytes: bytes, subwordBytes: bytes[...])
    return TokenWeights(settings, priors: priors, patternCounts: counts).weights(of: signal)
  }

  @Test func tokensWithoutACountedPatternGetNoBonus() throws {
    let golden = try GoldenFolder().decoded(Golden.self, "weights.json")
    for (strength, expected) in [(1.0, golden.tokens.map(\.weight)), (0.5, golden.tokens.map(\.half))] {
      let found = try weights(golden, strength: strength)
      // `<s>` and `</s>` carry no gaze.
      #expect(found.first == 1 && found.last == 1 && found.count == expected.count + 2)
      for (one, other) in zip(found.dropFirst(), expected) { #expect(abs(Double(one) - other) < 1e-5) }
    }
    // The rarest pattern weighs most, and no pattern weighs least.
    let full = golden.tokens.filter { $0.label == 5 }
    #expect(full.max { $0.weight < $1.weight }?.pattern == 3)
    #expect(full.min { $0.weight < $1.weight }.map { [0, 4, 9].contains($0.pattern) } == true)
  }
}
