import Basics
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Results

/// `fovea results compare --on test`.
struct TestSetComparisonTests {
  /// Two variants with three seeds each. Tests favour the baseline, validations the other.
  private static func study(tested: Bool = true, digest: (String, Int) -> String = { _, _ in "ab12" }) throws
    -> ResultsFolder
  {
    let folder = try ResultsFolder()
    for seed in 1...3 {
      for (name, smoothing, loss) in [("baseline", "0.1", 2.0), ("gaze", "0.2", 1.5)] {
        let path = "study/\(name)-\(seed)"
        try folder.makeRun(path, name: name, seed: seed, loss: loss, smoothing: smoothing)
        guard tested else { continue }
        let text = name == "gaze" ? "a b x x" : "a b c d"
        try folder.write(
          """
          {"step": 20, "file": "test.jsonl", "sha256": "\(digest(name, seed))", "samples": 2,
           "scores": {"bleu": 1, "exact_match": 2}, "loss": \(name == "gaze" ? 3 + Double(seed) / 10 : 2.5)}
          """, "\(path)/test.json")
        let lines = (0..<2).map { number in
          "{\"sample\": \(number), \"source\": \"f\", \"reference\": \"a b c d\", \"prediction\": \"\(text)\"}\n"
        }
        try folder.write(lines.joined(), "\(path)/test-predictions.jsonl")
      }
    }
    return folder
  }

  private static func report(_ folder: ResultsFolder, on set: EvaluationSet) throws -> ComparisonReport {
    let content = try ReportContent(try RunSelection("study", root: folder.path), isCompared: false)
    return try ComparisonReport(content.groups, baseline: content.baseline, name: "study", on: set)
  }

  @Test func testsAreComparedByTheirOwnLossesAndPredictions() throws {
    let report = try Self.report(try Self.study(), on: .test)
    let metrics = try #require(report.comparisons.first).metrics
    let loss = try #require(metrics.first { $0.name == "loss" })
    #expect(abs(loss.contrast.interval.estimate - 0.7) < 1e-9 && loss.seeds == 3)
    let match = try #require(metrics.first { $0.name == "exact_match" })
    #expect(match.baseline == 100 && match.variant == 0 && match.samples == 2)
    #expect(report.warnings.isEmpty && report.table.rendered(.csv).contains("test loss"))
    #expect(
      try Self.report(try Self.study(), on: .validation).comparisons[0].metrics[0].contrast.interval.estimate == -0.5)
  }

  @Test func runsWithoutATestAreNamed() throws {
    let folder = try Self.study()
    unlink(folder.file("study/gaze-2/test.json"))
    #expect(throws: ResultsError.notTested("study", runs: ["gaze-2"])) { try Self.report(folder, on: .test) }
    let diagnosis = ResultsError.notTested("study", runs: ["gaze-2"]).diagnosis
    #expect(diagnosis.problem.contains("gaze-2") && diagnosis.remedy.contains("evaluation.test"))
    #expect(throws: ResultsError.self) { try Self.report(try Self.study(tested: false), on: .test) }
    // A repetition of a seed and a run that failed before its first validation need no test.
    try folder.makeRun("study/gaze-2", name: "gaze", seed: 9, smoothing: "0.2", state: "failed")
    try folder.write("{\"validations\": []}", "study/gaze-2/summary.json")
    try folder.write("", "study/gaze-2/events.jsonl")
    let loss = try #require(try Self.report(folder, on: .test).comparisons.first?.metrics.first)
    #expect(loss.seeds == 2)
  }

  @Test func aDamagedTestIsNamed() throws {
    let folder = try Self.study()
    try folder.write("{\"step\": 20}", "study/gaze-1/test.json")
    do {
      _ = try Self.report(folder, on: .test)
      Issue.record("it was compared")
    } catch let error as DataLineError {
      #expect(error.diagnosis.rendered.contains("gaze-1/test.json"), "\(error.diagnosis.rendered)")
    }
  }

  @Test func differentTestSetsAreNotCompared() throws {
    let folder = try Self.study { name, seed in name == "gaze" && seed == 3 ? "cd34" : "ab12" }
    #expect(throws: ResultsError.differentTests("study", first: "baseline-1", other: "gaze-3")) {
      try Self.report(folder, on: .test)
    }
  }

  @Test func comparingWhatSelectedTheCheckpointIsWarnedOf() throws {
    let folder = try Self.study()
    #expect(try Self.report(folder, on: .validation).warnings.isEmpty, "a single validation selects nothing")
    let validation =
      "{\"event\":\"validation\",\"step\":10,\"epoch\":0,\"loss\":9,\"scores\":{},\"is_best\":false,\"seconds\":1}\n"
    let events = ResultsFolder.events(loss: 2, bleu: 20, steps: 20, ranks: 1)
    try folder.write(
      events.replacing("\n", with: "\n" + validation, maxReplacements: 1), "study/baseline-1/events.jsonl")
    let warnings = try Self.report(folder, on: .validation).warnings
    #expect(warnings.count == 1 && warnings[0].contains("--on test"))
    #expect(try Self.report(folder, on: .test).warnings.isEmpty)
  }
}
