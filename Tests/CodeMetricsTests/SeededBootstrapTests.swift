import CodeMetrics
import Testing

struct SeededBootstrapTests {
  private static let references = (0..<40).map { ["a b c d \($0)"] }

  /// A system that gets the first `right` samples right.
  private static func predictions(right: Int) -> [String] {
    (0..<40).map { $0 < right ? "a b c d \($0)" : "wrong" }
  }

  private static func pair(_ baseline: Int, _ system: Int) throws -> PairedSystems {
    try PairedSystems(
      metric: ExactMatch(), references: references, baseline: predictions(right: baseline),
      system: predictions(right: system))
  }

  @Test func theDifferenceIsTheMeanOverSeeds() throws {
    let outcome = try PairedBootstrap().compare([try Self.pair(10, 20), try Self.pair(10, 12)])
    #expect(abs(outcome.difference - 15) < 1e-9)
    #expect(outcome.lower < 15 && outcome.upper > 15 && outcome.pValue < 0.05)
    #expect(try PairedBootstrap().compare([try Self.pair(10, 20), try Self.pair(10, 12)]) == outcome)
  }

  @Test func seedsThatDisagreeWidenTheInterval() throws {
    let agreeing = try PairedBootstrap().compare([try Self.pair(10, 14), try Self.pair(10, 14)])
    let disagreeing = try PairedBootstrap().compare([try Self.pair(10, 10), try Self.pair(10, 18)])
    #expect(abs(agreeing.difference - disagreeing.difference) < 1e-9)
    #expect(disagreeing.upper - disagreeing.lower > agreeing.upper - agreeing.lower + 5)
  }

  @Test func oneSeedIsThePlainBootstrapUpToItsDraws() throws {
    var bootstrap = PairedBootstrap()
    bootstrap.rounds = 4000
    let pair = try Self.pair(10, 20)
    let plain = try bootstrap.compare(pair)
    let seeded = try bootstrap.compare([pair])
    #expect(seeded.difference == plain.difference)
    #expect(abs(seeded.lower - plain.lower) < 2.6 && abs(seeded.upper - plain.upper) < 2.6)
  }

  @Test func numbersAreDrawnByPairs() throws {
    let outcome = try PairedBootstrap().compare(baseline: [1, 2, 3, 4], system: [2, 3, 4, 9])
    #expect(outcome.difference == 2 && outcome.lower == 1 && outcome.upper > 3 && outcome.pValue == 0)
    let even = try PairedBootstrap().compare(baseline: [1, 2], system: [2, 1])
    #expect(even.difference == 0 && even.pValue == 1)
  }

  @Test func pairsThatDoNotFitAreRefused() throws {
    #expect(throws: MetricInputError.noSamples) { try PairedBootstrap().compare([]) }
    #expect(throws: MetricInputError.noSamples) { try PairedBootstrap().compare(baseline: [], system: []) }
    #expect(throws: MetricInputError.unequalCounts(references: 1, predictions: 2)) {
      try PairedBootstrap().compare(baseline: [1], system: [1, 2])
    }
  }
}
