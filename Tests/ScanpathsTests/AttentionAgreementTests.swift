import Foundation
import TestSupport
import Testing

@testable import Scanpaths

/// Against `Golden/make_attention_golden.py`, which computes the same from the definitions.
struct AttentionAgreementTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      var attention: [Double]
      var times: [Double]
      var fixated: [Bool]
      var aboveEven: Double?
      var rankCorrelation: Double?
      var crossEntropy: Double?
      var crossEntropyOfEven: Double?
    }
    var cases: [Case]
    var readers: [[Double]]
    var consensus: [Double]
    var entropy: Double
  }

  private let golden: Golden

  init() throws { golden = try GoldenFolder().decoded(Golden.self, "attention.json") }

  private func isClose(_ found: Double?, _ expected: Double?) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) < 1e-12
  }

  @Test func measuresAmongTokens() {
    for (number, expected) in golden.cases.enumerated() {
      let found = AttentionAgreement(
        attention: expected.attention, milliseconds: expected.times, isFixated: expected.fixated)
      #expect(isClose(found.aboveEven, expected.aboveEven), "case \(number)")
      #expect(isClose(found.rankCorrelation, expected.rankCorrelation), "case \(number)")
      #expect(isClose(found.crossEntropy, expected.crossEntropy), "case \(number)")
      #expect(isClose(found.crossEntropyOfEven, expected.crossEntropyOfEven), "case \(number)")
    }
  }

  @Test func consensusOfReaders() throws {
    let readers = try golden.readers.map { try #require(LookingTime(milliseconds: $0)) }
    let consensus = try #require(LookingTime.consensus(readers))
    #expect(zip(consensus.shares, golden.consensus).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(isClose(consensus.entropy, golden.entropy))
    // No attention has a lower cross-entropy than the looking time itself.
    #expect(isClose(consensus.crossEntropy(of: consensus.shares), golden.entropy))
    for reader in readers { #expect(try #require(consensus.crossEntropy(of: reader.shares)) > golden.entropy) }
    let decoded = try JSONDecoder().decode(LookingTime.self, from: JSONEncoder().encode(consensus))
    #expect(decoded == consensus)
  }

  @Test func whatIsNoDistributionIsNone() {
    #expect(LookingTime(milliseconds: []) == nil)
    #expect(LookingTime(milliseconds: [0, 0]) == nil)
    #expect(LookingTime(milliseconds: [1, -1, 3]) == nil)
    #expect(LookingTime(milliseconds: [.infinity, 1]) == nil)
    #expect(LookingTime.consensus([]) == nil)
    let visits = [0, 2, 0].map { Scanpath.Visit(token: $0, durationMilliseconds: 100) }
    let looking = LookingTime(visits, tokenCount: 4)
    #expect(looking?.among([0, 1])?.shares == [1, 0])
    #expect(looking?.among([1, 3]) == nil)
    #expect(looking?.crossEntropy(of: [0, 0, 0, 0]) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LookingTime.self, from: Data(#"{"shares":[0.5,0.6]}"#.utf8))
    }
  }
}
