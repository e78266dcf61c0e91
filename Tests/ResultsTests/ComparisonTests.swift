import Basics
import CodeMetrics
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Results

@Suite struct ComparisonTests {
  private static func content(_ folder: ResultsFolder, baseline: String? = nil) throws -> ReportContent {
    try ReportContent(try RunSelection("study", root: folder.path), ReportOptions(baseline: baseline))
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

  @Test func runsThatHoldOutOtherFoldsRepeatTheirVariantAndArePairedWithinAFold() throws {
    let folder = try ResultsFolder()
    for seed in 1...3 {
      try folder.makeRun(
        "study/baseline-\(seed)", name: "baseline", seed: seed, loss: 2, predictions: [], fold: seed - 1)
      // The last run holds out another fold than its partner.
      try folder.makeRun(
        "study/gaze-\(seed)", name: "gaze", seed: seed, loss: 1.5 + Double(seed) / 10, smoothing: "0.2",
        predictions: [], fold: seed == 3 ? 0 : seed - 1)
    }
    let content = try Self.content(folder)
    #expect(content.variants.map(\.label) == ["baseline", "gaze"] && content.variants.map(\.runs.count) == [3, 3])
    let comparison = try #require(content.comparison?.comparisons.first)
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(loss.seeds == 2 && abs(loss.contrast.interval.estimate + 0.35) < 1e-9)
    #expect(comparison.notes == ["2 runs have no partner of the same seed and held-out fold and are left out"])
  }

  @Test func differencesOfNumbersHaveStudentsIntervalOverSeeds() throws {
    let folder = try Self.study(3, samples: false)
    try folder.makeRun("study/gaze-3", name: "gaze", seed: 3, loss: 1.7, smoothing: "0.2", predictions: [])
    let comparison = try #require(try Self.content(folder).comparison?.comparisons.first)
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    let interval = loss.contrast.interval
    #expect(interval.units == [SampledUnits("seeds", 3)] && loss.seeds == 3 && loss.samples == 0)
    #expect(interval.method == "Student's t on paired seeds")
    // −0.5, −0.5 and −0.6 have the standard deviation 0.0577; t(2) is 4.3027 at 97.5 %.
    #expect(abs(interval.estimate + 1.6 / 3) < 1e-9)
    #expect(abs((interval.upper ?? 0) - (-1.6 / 3 + 4.302653 * 0.1 / 3)) < 1e-6)
    #expect(loss.contrast.test?.p == 0.25 && loss.contrast.test?.least == 0.25)
  }

  @Test func differencesThatAreEqualForAllSeedsHaveNoInterval() throws {
    let comparison = try #require(try Self.content(try Self.study(3, samples: false)).comparison?.comparisons.first)
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(abs(loss.contrast.interval.estimate + 0.5) < 1e-9 && loss.contrast.interval.bounds == nil)
    #expect(loss.contrast.interval.reason?.contains("all seeds are equal") == true)
    #expect(loss.contrast.effect?.value == nil && loss.contrast.effect?.reason != nil)
    #expect(loss.contrast.test?.p == 0.25, "the signs still say what three can")
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
    #expect(loss.seeds == 2 && abs(loss.contrast.interval.estimate + 0.5) < 1e-9)
    #expect(comparison.notes == ["3 runs repeat a seed and are left out"])
  }

  @Test func differencesOfTextsVaryOverSeedsAndSamples() throws {
    let folder = try Self.study(2)
    try folder.makeRun(
      "study/gaze-2", name: "gaze", seed: 2, smoothing: "0.2", predictions: ["a b c d", "x", "a b c d"])
    let comparison = try #require(try Self.content(folder).comparison?.comparisons.first)
    let match = try #require(comparison.metrics.first { $0.name == "exact_match" })
    #expect(match.samples == 3 && match.seeds == 2)
    let interval = match.contrast.interval
    #expect(interval.units.text == "2 seeds × 3 samples" && interval.method == "Student's t with two-way variance")
    // The seeds' differences are 100, 100, 0 and 100, 0, 0: means of 66.7 and 33.3, and a covariance of 5,000/3.
    #expect(abs(interval.estimate - 50) < 1e-9)
    let components = try #require(interval.variance).components
    #expect(components.map(\.source) == ["seeds", "samples"] && components.map(\.degreesOfFreedom) == [1, 2])
    #expect(abs(components[0].variance - 5_000.0 / 9 / 2) < 1e-6)
    #expect(abs(components[1].variance - 5_000.0 / 9) < 1e-6)
    #expect(abs((match.contrast.betterSamples?.value ?? 0) - 0.75) < 1e-12)
  }

  @Test func repeatedPredictionsHaveNoInterval() throws {
    let comparison = try #require(try Self.content(try Self.study(2)).comparison?.comparisons.first)
    let match = try #require(comparison.metrics.first { $0.name == "exact_match" })
    #expect(match.contrast.interval.bounds == nil && match.contrast.interval.reason?.contains("equal") == true)
  }

  @Test func oneRunEachSaysSomethingOfSamplesOrNothing() throws {
    let comparison = try #require(try Self.content(try Self.study(1)).comparison?.comparisons.first)
    let match = try #require(comparison.metrics.first { $0.name == "exact_match" })
    let loss = try #require(comparison.metrics.first { $0.name == "loss" })
    #expect(match.contrast.interval.method.contains("says nothing about other seeds"))
    #expect(match.contrast.interval.bounds != nil && match.contrast.test?.units == [SampledUnits("samples", 3)])
    #expect((match.contrast.test?.p ?? 0) >= 0.25, "three samples allow no less")
    #expect(loss.contrast.interval.bounds == nil && loss.contrast.test == nil)
    #expect(loss.contrast.interval.reason?.contains("at least two") == true)
  }

  @Test func holmAdjustsForAllMetricsOfAllVariants() throws {
    let folder = try Self.study(5)
    for seed in 1...5 {
      try folder.makeRun(
        "study/third-\(seed)", name: "third", seed: seed, loss: 1 + Double(seed * seed), smoothing: "0.3")
    }
    let comparisons = try #require(try Self.content(folder).comparison?.comparisons)
    let contrasts = comparisons.flatMap { $0.metrics.map(\.contrast) }
    #expect(comparisons.count == 2 && contrasts.count == 6)
    #expect(contrasts.map(\.pHolm) == HolmAdjustment.adjusted(contrasts.map { $0.test?.p }))
    #expect(contrasts.allSatisfy { ($0.pHolm ?? 0) >= 0.0625 })
  }

  @Test func jsonNamesMethodUnitsAndTwoSidedP() throws {
    let folder = try Self.study(2)
    try folder.makeRun(
      "study/gaze-2", name: "gaze", seed: 2, smoothing: "0.2", predictions: ["a b c d", "x", "a b c d"])
    let content = try Self.content(folder)
    let data = try JSONEncoder().encode(try #require(content.comparison))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let comparison = try #require((object["comparisons"] as? [[String: Any]])?.first)
    let metrics = try #require(comparison["metrics"] as? [[String: Any]])
    let match = try #require(metrics.first { $0["name"] as? String == "exact_match" })
    #expect(match["p_two_sided"] as? Double == 0.5 && match["p_holm"] as? Double == 1 && match["p_value"] == nil)
    #expect((match["interval"] as? [String: Any])?["method"] as? String == "Student's t with two-way variance")
    #expect(match["lower"] is Double && object["on"] as? String == "validation")
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
    #expect(table.rendered(.latex).contains("a\\_b") && table.rendered(.latex).contains("x\\textbar{}y \\& 50 \\%"))
    #expect(table.rendered(.csv).contains("\"'=cmd(), \"\"q\"\"\"") && table.rendered(.csv).contains("\r\n-1.5,2"))
    let lines = table.rendered(.table).split(separator: "\n")
    #expect(lines[1].hasSuffix(" 1") && lines.count == 4)
  }
}
