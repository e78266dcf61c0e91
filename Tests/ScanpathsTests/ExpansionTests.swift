import Basics
import Testing

@testable import Scanpaths

struct ExpansionTests {
  @Test func theLongestReachableSubsequence() {
    #expect(ReachablePath.longestSubsequence(ofLines: [0, 1, 2], within: 1) == [0, 1, 2])
    #expect(ReachablePath.longestSubsequence(ofLines: [0, 1, 9, 2, 3], within: 2) == [0, 1, 3, 4])
    #expect(ReachablePath.longestSubsequence(ofLines: [9, 0, 1], within: 2) == [1, 2])
    #expect(ReachablePath.longestSubsequence(ofLines: [], within: 2) == [])
  }

  @Test func theSpanThatCoversAShare() {
    let spans = [0, 0, 1, 1, 2, 2, 3, 3, 4, 20]
    #expect(ReachablePath.span(covering: 0.9, of: spans) == 4)
    #expect(ReachablePath.span(covering: 0.91, of: spans) == 20)
    #expect(ReachablePath.span(covering: 0, of: spans) == 0)
    #expect(ReachablePath.span(covering: 0.95, of: []) == 0)
  }

  @Test func everyTransitionOfEveryVariantIsWithinReach() throws {
    for seed in UInt64(1)...5 {
      let corpus = try SyntheticCorpus.random(methods: 6, paths: 30, seed: seed)
      var settings = ExpansionSettings()
      settings.substitutionProbability = 0.6
      settings.completionProbability = 0.6
      settings.skippableShare = 0.5
      settings.reachPercentile = 0.8
      let expander = ScanpathExpander(
        corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 20), settings: settings)
      let variants = expander.variants(seed: seed)
      #expect(variants.count == 120)
      let recordedDurations = corpus.events.joined().map(\.durationMilliseconds)
      let shortest = try #require(recordedDurations.min())
      let durations = shortest - 1e-9...(try #require(recordedDurations.max()) + 1e-9)
      for variant in variants {
        let tokens = corpus.code(ofScanpath: variant.origin).tokens
        let lines = variant.scanpath.visits.map { tokens[$0.token].line }
        #expect(zip(lines, lines.dropFirst()).allSatisfy { abs($0 - $1) <= expander.reachLines })
        #expect(!variant.scanpath.visits.isEmpty)
        let recorded = corpus.events[variant.origin]
        let changes = variant.changes
        #expect(
          variant.scanpath.visits.count
            == recorded.count - changes.unreachable - changes.skipped + changes.inserted)
        #expect(variant.scanpath.visits.allSatisfy { durations.contains($0.durationMilliseconds) })
      }
      let report = ExpansionReport(variants, of: expander)
      #expect(report.changes.substituted > 0 && report.changes.inserted > 0 && report.changes.skipped > 0)
      #expect(report.changes.unreachable > 0)
      #expect(throws: Never.self) { try ScanpathSet(codes: corpus.codes, scanpaths: variants.map(\.scanpath)) }
    }
  }

  @Test func variantsAreAFunctionOfSeedParticipantMethodAndNumber() throws {
    let corpus = try SyntheticCorpus.random(methods: 4, paths: 12, seed: 9)
    let expander = ScanpathExpander(corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 20))
    let all = expander.variants(seed: 5)
    #expect(all == expander.variants(seed: 5))
    #expect(all.map(\.scanpath) != expander.variants(seed: 6).map(\.scanpath))
    #expect(all[4 * 7 + 2] == expander.variant(3, ofScanpath: 7, seed: 5))
    #expect(Set(all[0..<4].map { $0.scanpath.visits.map(\.token) }).count > 1)
  }

  @Test func substitutesStayInLabelAndLines() throws {
    let labels: [SemanticLabel] = [.loop, .loop, .return, .loop, .loop]
    let code = SyntheticCorpus.code("m", labels, lines: [0, 1, 1, 2, 9])
    let corpus = try ScanpathSet(codes: [code], scanpaths: [SyntheticCorpus.path([0, 2, 0, 2, 0])])
    var settings = ExpansionSettings()
    (settings.substitutionProbability, settings.completionProbability, settings.skippableShare) = (1, 0, 0)
    (settings.variants, settings.adjacencyLines, settings.resamplesDurations) = (50, 2, false)
    let expander = ScanpathExpander(
      corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 20), settings: settings)
    let variants = expander.variants(seed: 1)
    // Token 3 on line 2 is two lines from token 0 and one from the return; token 4 is out of reach.
    #expect(Set(variants.flatMap { $0.scanpath.visits.map(\.token) }) == [1, 2, 3])
    #expect(variants.allSatisfy { $0.scanpath.visits.allSatisfy { $0.durationMilliseconds == 200 } })
  }

  @Test func completionInsertsWhatAKeptPatternLacks() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return, .literal, .return], lines: [0, 0, 0, 5])
    let common = (0..<5).map { SyntheticCorpus.path([0, 1], participant: "p\($0)") }
    let corpus = try ScanpathSet(
      codes: [code], scanpaths: [SyntheticCorpus.path([0, 2], participant: "q")] + common)
    var settings = ExpansionSettings()
    (settings.substitutionProbability, settings.completionProbability, settings.skippableShare) = (0, 1, 0)
    let expander = ScanpathExpander(
      corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 1), settings: settings)
    #expect(expander.variant(1, ofScanpath: 0, seed: 1).scanpath.visits.map(\.token) == [0, 1, 2])
    // Complete as recorded.
    #expect(expander.variant(1, ofScanpath: 1, seed: 1).scanpath.visits.map(\.token) == [0, 1])
  }

  @Test func onlyTheShortestVisitsAreSkipped() throws {
    let code = SyntheticCorpus.code("m", Array(repeating: .loop, count: 10))
    let path = SyntheticCorpus.path(Array(0..<10), milliseconds: [90, 500, 80, 500, 500, 500, 500, 500, 500, 70])
    let corpus = try ScanpathSet(codes: [code], scanpaths: [path])
    var settings = ExpansionSettings()
    (settings.substitutionProbability, settings.completionProbability) = (0, 0)
    (settings.skippableShare, settings.skipProbability) = (0.3, 1)
    let expander = ScanpathExpander(
      corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 0), settings: settings)
    #expect(expander.variant(1, ofScanpath: 0, seed: 1).scanpath.visits.map(\.token) == [1, 3, 4, 5, 6, 7, 8])
  }

  @Test func distancesOfDistributions() {
    let first = BigramDistribution(of: [[.loop, .return]])
    let second = BigramDistribution(of: [[.return, .loop]])
    #expect(first.distance(to: second) == 1)
    #expect(first.distance(to: BigramDistribution(of: [[]])) == 1)
    // P = (1, 0), Q = (1/2, 1/2): half of log2(4/3) + half of (1/2 log2(2/3) + 1/2 log2 2).
    let half = BigramDistribution(of: [[.loop, .return], [.return, .loop]])
    #expect(abs(first.distance(to: half) - 0.5579230452841438) < 1e-12)
  }

  @Test func durationsFollowTheirLabel() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return])
    let long = (0..<40).map { Double(1000 + $0) }
    let short = (0..<40).map { Double(100 + $0) }
    let corpus = try ScanpathSet(
      codes: [code],
      scanpaths: [SyntheticCorpus.path((0..<80).map { $0 % 2 }, milliseconds: zip(long, short).flatMap { [$0, $1] })])
    let model = try #require(DurationModel(corpus: corpus))
    var stream = RandomStream(seed: 1, purpose: .testData)
    #expect((0..<100).allSatisfy { _ in model.sample(for: .loop, from: &stream) > 900 })
    #expect((0..<100).allSatisfy { _ in model.sample(for: .return, from: &stream) < 200 })
    #expect(model.distribution(of: .comment) == model.overall)
    let silent = try ScanpathSet(codes: [code], scanpaths: [SyntheticCorpus.path([0], milliseconds: [0])])
    #expect(DurationModel(corpus: silent) == nil)
  }
}
