import Basics
import Corpus
import Testing

struct EncodedCorpusTests {
  /// One id for each byte.
  private let bytes = SampleEncoder(beginning: 1, end: 2) { $0.utf8.map { Int32($0) } }

  private func corpus(_ pairs: [(String, String)], source: Int = 256, target: Int = 256) throws -> EncodedCorpus {
    var limits = LengthLimits()
    limits.source = source
    limits.target = target
    let samples = pairs.enumerated().map { RawSample(identifier: $0 + 1, source: $1.0, target: $1.1, place: "") }
    return try EncodedCorpus(RawCorpus(samples: samples), encoder: bytes, limits: limits)
  }

  @Test func samplesStandBetweenTheirMarks() throws {
    let encoded = try corpus([("ab", "c")])
    #expect(Array(encoded.samples) == [Sample(identifier: 1, source: [1, 97, 98, 2], target: [1, 99, 2])])
    #expect(encoded.lengths == [SampleLength(source: 4, target: 3)])
  }

  @Test func longSidesAreCutBeforeTheClosingMarkAndCounted() throws {
    let encoded = try corpus([("abcdef", "xy"), ("ab", "uvwxyz"), ("abc", "")], source: 5, target: 4)
    #expect(encoded.samples[0].source == [1, 97, 98, 99, 2])
    #expect(encoded.samples[0].target == [1, 120, 121, 2])
    #expect(encoded.samples[1].target == [1, 117, 118, 2])
    let statistics = encoded.statistics
    #expect(statistics.truncatedSources == 1 && statistics.truncatedTargets == 1)
    #expect(statistics.longestSource == 8 && statistics.longestTarget == 8)
    #expect(statistics.sourceTokens == 14 && statistics.targetTokens == 10)
    #expect(statistics.emptyTargets == 1)
    #expect(
      statistics.summary
        == "3 samples, 14 source and 10 target tokens, longest 8 and 8, truncated 1 sources and 1 targets, 1 empty targets"
    )
  }

  @Test func limitsWithoutRoomAreConfigurationErrors() {
    let error = #expect(throws: InvalidSetting.self) { try corpus([("a", "b")], source: 2) }
    #expect(error?.keyPath == "source")
    #expect(error?.diagnosis.exitCode == .configuration)
    #expect(throws: InvalidSetting.self) { try corpus([("a", "b")], target: 0) }
  }

  @Test func theManifestTellsAnyChangeApart() throws {
    let original = try corpus([("ab", "c"), ("d", "e")]).manifest
    #expect(try corpus([("ab", "c"), ("d", "e")]).manifest == original)
    let changed = [
      [("ab", "c"), ("d", "f")], [("d", "e"), ("ab", "c")], [("a", "bc"), ("d", "e")], [("ab", "c")],
      [("ab", "c"), ("e", "d")],
    ]
    for pairs in changed { #expect(try corpus(pairs).manifest.contentHash != original.contentHash) }
  }

  @Test func theHashIsFNV1aOverLittleEndianBytes() throws {
    // One sample: identifier 1 and two counts as 64-bit words, then ids as 32-bit words; computed apart in Python.
    #expect(try corpus([("a", "")]).manifest.contentHash == "e46910be0af471c4")
  }

  @Test func aMismatchShowsBothSides() throws {
    let here = try corpus([("a", "b")]).manifest
    let there = try corpus([("a", "c")]).manifest
    try here.requireEqual(to: here, name: "training data", holder: "rank 0")
    let error = #expect(throws: CorpusMismatch.self) {
      try here.requireEqual(to: there, name: "training data", holder: "rank 0")
    }
    #expect(error?.diagnosis.exitCode == .configuration)
    #expect(error?.description.contains(here.contentHash) == true)
    #expect(error?.description.contains(there.contentHash) == true)
    #expect(error?.description.contains("rank 0") == true)
  }
}
