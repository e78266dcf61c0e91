import Basics
import CodeT5
import Corpus
import Foundation
import Scanpaths
import Tensors
import TestSupport
import Testing

@testable import Training

/// The cross-entropy from looking time to attention, as a function of the attention.
struct AlignmentTests {
  /// What numpy computed; `Golden/make_alignment.py` describes the fields.
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let tokens: [Int32]
    let looking: [Double]
    let attention: [[Float]]
    let crossEntropies: [Double]
    let entropy: Double
    let slopes: [[Double]]
    let crossEntropyOfMean: Double
    var testDescription: String { name }

    var signal: SubwordSignal {
      AlignmentTests.signal(tokens, looking: tokens.map { $0 < 0 ? 0 : Float(looking[Int($0)]) })
    }
  }

  private static let cases = Result {
    try GoldenFolder().decoded([Case].self, "alignment.json", keys: .convertFromSnakeCase)
  }

  private static func signal(_ tokens: [Int32], looking: [Float]) -> SubwordSignal {
    let bytes = tokens.indices.dropFirst(2).map { $0..<$0 + 1 }
    var signal = SubwordSignal(
      AttentionSignal(code: "m", tokens: []), tokenBytes: [], subwordBytes: bytes[...])
    signal.tokens = tokens
    signal.looking = looking
    return signal
  }

  @Test func crossEntropiesAndTheirDerivativesAreNumpys() throws {
    for golden in try Self.cases.get() {
      let target = try #require(AlignmentTarget(golden.signal))
      #expect(abs(target.looking.entropy - golden.entropy) < 1e-6, "\(golden.name)")
      var masses: [Double] = []
      for (row, attention) in golden.attention.enumerated() {
        var slopes = attention
        let value = target.replaceByGradient(&slopes, scale: 2, masses: &masses)
        #expect(abs(value - golden.crossEntropies[row]) < 1e-5, "\(golden.name)")
        for (slope, expected) in zip(slopes, golden.slopes[row]) {
          #expect(abs(Double(slope) / 2 - expected) < 1e-3 * (1 + abs(expected)), "\(golden.name)")
        }
      }
    }
  }

  @Test func aSampleIsTheMeanOverItsQueriesOrOfTheirMean() throws {
    for golden in try Self.cases.get() {
      let target = try #require(AlignmentTarget(golden.signal))
      let queries = PackedSequences([golden.attention.map { _ in Int32(0) }], samples: [0])
      func value(_ place: AttentionPlace) throws -> (Double, gradient: [Float]) {
        let arena = ActivationArena()
        let rows = arena.matrix(golden.attention.count, golden.tokens.count)
        for (row, attention) in golden.attention.enumerated() {
          for (column, value) in attention.enumerated() { rows[row, column] = value }
        }
        let terms = TermSums(AlignmentObjective.terms)
        let alignment = Alignment(place: place, weight: 1, share: 1, terms: terms)
        #expect(alignment.replaceByGradient(rows, queries, [target]))
        #expect(abs(terms.values[0] - terms.values[1] - golden.entropy) < 1e-6)
        return (terms.values[0], rows.elements)
      }
      let mean = golden.crossEntropies.reduce(0, +) / Double(golden.crossEntropies.count)
      #expect(abs(try value(.cross).0 - mean) < 1e-5)
      let (ofMean, gradient) = try value(.encoder)
      #expect(abs(ofMean - golden.crossEntropyOfMean) < 1e-5)
      #expect(gradient.prefix(golden.tokens.count) == gradient.suffix(golden.tokens.count), "the same for each query")
    }
  }

  @Test func onlyAttentionInProportionToTheLookingTimeHasTheLeastCrossEntropy() throws {
    let signal = Self.signal([-1, 0, 1, 1, 2, -1], looking: [0, 1, 3, 3, 4, 0])
    let target = try #require(AlignmentTarget(signal))
    func divergence(_ attention: [Float]) -> Double {
      var attention = attention
      var masses: [Double] = []
      return target.replaceByGradient(&attention, scale: 1, masses: &masses) - target.looking.entropy
    }
    // The token's subwords may share its attention in any way, and punctuation may take as much as it likes.
    #expect(abs(divergence([0.5, 0.0625, 0.1875, 0, 0.25, 0])) < 1e-6)
    #expect(abs(divergence([0, 0.125, 0.1, 0.275, 0.5, 0])) < 1e-6)
    #expect(divergence([0, 0, 0, 0, 1, 0]) > 5, "all attention on the token looked at longest")
    #expect(divergence([0, 0.25, 0.25, 0.25, 0.25, 0]) > 0.02)
    #expect(divergence([1, 0, 0, 0, 0, 0]).isFinite, "no attention on any token")
  }

  @Test func withoutLookingTimeThereIsNoTarget() {
    #expect(AlignmentTarget(Self.signal([-1, 0, 1, -1], looking: [0, 0, 0, 0])) == nil)
    #expect(AlignmentTarget(Self.signal([-1, -1], looking: [0, 0])) == nil)
    let terms = TermSums(AlignmentObjective.terms)
    let arena = ActivationArena()
    // The arena owns the rows' memory.
    let isReplaced = withExtendedLifetime(arena) {
      let rows = arena.zeros(2, 4)
      rows.fill(0.25)
      let queries = PackedSequences([[0, 0]], samples: [0])
      let alignment = Alignment(place: .cross, weight: 1, share: 1, terms: terms)
      return alignment.replaceByGradient(rows, queries, [nil])
    }
    #expect(!isReplaced)
    #expect(terms.values.allSatisfy { $0 == 0 })
  }

  @Test func theWeightRisesOverTheFirstAnnotatedBatches() {
    var settings = AlignSettings()
    settings.strength = 8
    settings.warmupSteps = 4
    // Ten ordinary updates and an annotated one make a turn of eleven.
    #expect([0, 10, 11, 22, 33, 44, 990].map { settings.weight(atUpdate: $0, interval: 10) } == [2, 2, 4, 6, 8, 8, 8])
    settings.warmupSteps = 0
    #expect(settings.weight(atUpdate: 0, interval: 10) == 8)
  }
}
