import Basics
import CodeMetrics
import Foundation
import TestSupport
import Testing

@testable import Results

@Suite struct ComparisonTests {
  private static func content(_ folder: ResultsFolder, baseline: String? = nil) throws -> ReportContent {
    try ReportContent(try RunSelection("study", root: folder.path), baseline: baseline)
  }

  private static func study(_ seeds: Int, samples: Bool = true) throws -> ResultsFolder {
    let folder = try ResultsFolder()
    for seed in 1...seeds {
      let texts = samples ? ["a b c x", "a b x x", "a b c d"] : []
      try folder.makeRun(
        "study/baseline-\(seed)", name: "baseline", seed: seed, loss: 2 + Double(seed) / 10, predictions: texts)
      try folder.makeRun(
        "study/gaze-\(seed)", name: "gaze", seed: seed, loss: 1.5 + Double(seed) / 10, bleu: 30, smoothing: "0.2",
        predictions: samples ? ["a b c d", "a b c d", "a b c d"] : [])
    }
    return folder
  }

  @Test func runsThatDifferInTheirSeedsAreOneVariant() throws {
    let folder = try Self.study(3)
    let groups = try Self.content(folder).groups
    #expect(groups.variants.map(\.label) == ["baseline", "gaze"] && groups.variants.allSatisfy { $0.runs.count == 3 })
    #expect(groups.differingKeys == ["training.label_smoothing"])
    #expect(groups.metrics == ["loss", "bleu", "exact_match"])
  }

  @Test func differencesOfNumbersAreDrawnOverSeeds() throws {
    let folder = try Self.study(3, samples: false)
    let comparison = try #require(try Self.content(folder).comparison?.comparisons.first)
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(abs(loss.difference + 0.5) < 1e-9 && loss.basis == .seeds && loss.seeds == 3)
    #expect(abs((loss.lower ?? 0) + 0.5) < 1e-9 && abs((loss.upper ?? 0) + 0.5) < 1e-9, "the same for each seed")
  }

  @Test func aSeedThatWasRepeatedCountsOnce() throws {
    let folder = try Self.study(2, samples: false)
    // In the order of their paths the failed run comes before the one that came to its end.
    try folder.makeRun(
      "study/baseline-0", name: "baseline", seed: 1, loss: 50, predictions: [], state: "failed")
    for number in 3...4 {
      try folder.makeRun("study/gaze-\(number)", name: "gaze", seed: 1, loss: 9, smoothing: "0.2", predictions: [])
    }
    let content = try Self.content(folder)
    #expect(content.variants.map(\.runs.count) == [3, 4])
    let statistics = content.variants.map { $0.statistics(of: "loss") }
    #expect(statistics.map(\.count) == [2, 2])
    #expect(abs(statistics[0].mean - 2.15) < 1e-9 && abs(statistics[1].mean - 1.65) < 1e-9)
    let comparison = try #require(content.comparison?.comparisons.first)
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(loss.seeds == 2 && abs(loss.difference + 0.5) < 1e-9)
    #expect(comparison.notes == ["3 runs repeat a seed and are left out"])
  }

  @Test func differencesOfTextsAreDrawnOverSeedsAndSamples() throws {
    let folder = try Self.study(2)
    let comparison = try #require(try Self.content(folder).comparison?.comparisons.first)
    let match = try #require(comparison.metrics.first { $0.name == "exact_match" })
    #expect(match.basis == .seedsAndSamples && match.samples == 3 && match.seeds == 2)
    #expect(abs(match.difference - 200.0 / 3) < 1e-9)
    let lower = try #require(match.lower)
    let upper = try #require(match.upper)
    #expect(lower < match.difference && match.difference < upper && upper <= 100)
  }

  @Test func oneRunEachIsDrawnOverSamplesOrNotAtAll() throws {
    let comparison = try #require(try Self.content(try Self.study(1)).comparison?.comparisons.first)
    let match = try #require(comparison.metrics.first { $0.name == "exact_match" })
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(match.basis == .samples && match.randomizationPValue != nil)
    #expect(loss.basis == .none && loss.lower == nil && loss.pValue == nil)
  }

  @Test func baselinesAreChosenByLabel() throws {
    let folder = try Self.study(1)
    #expect(try Self.content(folder, baseline: "gaze").comparison?.baseline == "gaze")
    #expect(throws: ResultsError.unknownVariant("gazze", known: ["baseline", "gaze"])) {
      try Self.content(folder, baseline: "gazze")
    }
  }

  @Test func tablesAreEscapedForTheirForms() {
    let table = TextTable(
      header: ["a_b", "n"], rows: [["x|y & 50 %", "1"], ["=cmd(), \"q\"", "−2"], ["-1.5", "2"]], numeric: [1])
    #expect(table.rendered(.markdown).contains("x\\|y"))
    #expect(table.rendered(.latex).contains("a\\_b") && table.rendered(.latex).contains("x|y \\& 50 \\%"))
    #expect(table.rendered(.csv).contains("\"'=cmd(), \"\"q\"\"\"") && table.rendered(.csv).contains("\r\n-1.5,2"))
    let lines = table.rendered(.table).split(separator: "\n")
    #expect(lines[1].hasSuffix(" 1") && lines.count == 4)
  }
}
