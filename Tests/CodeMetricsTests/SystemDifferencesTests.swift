import Statistics
import Testing

@testable import CodeMetrics

struct SystemDifferencesTests {
  private static let references = (0..<40).map { ["a b c d \($0)"] }

  /// A system that gets the first `right` samples right.
  private static func predictions(right: Int) -> [String] {
    (0..<40).map { $0 < right ? "a b c d \($0)" : "wrong" }
  }

  private static func pair(
    _ baseline: Int, _ system: Int, metric: some SummableMetric = ExactMatch()
  ) throws -> PairedSystems {
    try PairedSystems(
      metric: metric, references: references, baseline: predictions(right: baseline),
      system: predictions(right: system))
  }

  private static func contrast(_ pairs: [PairedSystems]) throws -> Contrast {
    try SystemDifferences(pairs).contrast(ContrastSettings())
  }

  @Test func theDifferenceIsTheMeanOverSeeds() throws {
    let differences = try SystemDifferences([try Self.pair(10, 20), try Self.pair(10, 12)])
    let contrast = try differences.contrast(ContrastSettings())
    #expect(differences.baseline == 25 && differences.system == 40)
    #expect(abs(contrast.interval.estimate - 15) < 1e-9 && contrast.interval.units.text == "2 seeds × 40 samples")
    #expect(contrast.test?.p == 0.5, "two seeds allow no less")
    #expect(abs((contrast.betterSamples?.value ?? 0) - 0.575) < 1e-9, "six of forty better on average, the others tied")
  }

  /// The interval of three seeds is as wide as Student's, not their range.
  @Test func threeSeedsAreNotTakenForTheirRange() throws {
    let pairs = try [14, 16, 18].map { try Self.pair(10, $0) }
    let bounds = try #require(try Self.contrast(pairs).interval.bounds)
    // Differences 10, 15 and 20: the seeds' part alone reaches 4.303 · 5 / √3 to each side.
    #expect(bounds.lowerBound < 15 - 12.4 && bounds.upperBound > 15 + 12.4)
  }

  @Test func seedsThatDisagreeWidenTheInterval() throws {
    func width(_ pairs: [PairedSystems]) throws -> Double {
      let bounds = try #require(try Self.contrast(pairs).interval.bounds)
      return bounds.upperBound - bounds.lowerBound
    }
    let agreeing = try width([try Self.pair(10, 14), try Self.pair(10, 15), try Self.pair(10, 13)])
    #expect(try width([try Self.pair(10, 10), try Self.pair(10, 18), try Self.pair(10, 14)]) > agreeing + 5)
  }

  @Test func seedsThatRepeatHaveNoInterval() throws {
    let contrast = try Self.contrast([try Self.pair(10, 14), try Self.pair(10, 14)])
    #expect(contrast.interval.estimate == 10 && contrast.interval.bounds == nil)
    #expect(contrast.interval.reason?.contains("all seeds are equal") == true)
  }

  @Test func pseudoValuesOfAMeanAreItsValues() throws {
    let differences = try SystemDifferences([try Self.pair(10, 13)])
    let values = differences.crossed.samples[0]
    for (place, value) in values.enumerated() {
      #expect(abs(value - ((10..<13).contains(place) ? 100 : 0)) < 1e-9)
    }
    #expect(differences.sampleScores[0].count { $0 == 100 } == 3)
  }

  /// For a corpus metric, the jackknife's standard error is about that of the bootstrap.
  @Test func theJackknifeOfACorpusMetricAgreesWithTheBootstrap() throws {
    let pair = try Self.pair(10, 20, metric: CodeToCodeBLEU())
    let interval = try Self.contrast([pair]).interval
    let bootstrap = try PairedBootstrap().compare(pair)
    let half = (bootstrap.upper - bootstrap.lower) / 2
    let bounds = try #require(interval.bounds)
    #expect(abs(interval.estimate - bootstrap.difference) < 1e-9)
    #expect(abs((bounds.upperBound - bounds.lowerBound) / 2 - half) < 0.2 * half)
  }

  @Test func systemsThatAreEqualOrEmptyHaveNoInterval() throws {
    let equal = try Self.contrast([try Self.pair(10, 10), try Self.pair(20, 20)])
    #expect(equal.interval.estimate == 0 && equal.interval.bounds == nil && equal.interval.reason != nil)
    #expect(equal.test?.p == 1 && equal.betterSamples?.value == 0.5)
    let empty = [String](repeating: "", count: 40)
    for metric in [CodeToCodeBLEU(), CodeToTextBLEU(), ChrF.characters, METEOR()] as [any SummableMetric] {
      let pair = try PairedSystems(metric: metric, references: Self.references, baseline: empty, system: empty)
      let contrast = try Self.contrast([pair])
      #expect(contrast.interval.estimate == 0 && contrast.interval.bounds == nil, "\(metric.name)")
    }
    let one = try PairedSystems(metric: ExactMatch(), references: [["a"]], baseline: ["b"], system: ["a"])
    let single = try Self.contrast([one])
    #expect(single.interval.estimate == 100 && single.interval.bounds == nil && single.test == nil)
  }

  @Test func pairsThatDoNotFitAreRefused() throws {
    #expect(throws: MetricInputError.noSamples) { try SystemDifferences([]) }
    let short = try PairedSystems(metric: ExactMatch(), references: [["a"]], baseline: ["b"], system: ["a"])
    #expect(throws: MetricInputError.unequalCounts(references: 40, predictions: 1)) {
      try SystemDifferences([try Self.pair(1, 2), short])
    }
  }
}
