import Basics
import CodeMetrics
import Foundation
import Pages
import Recordings
import Runs
import TestSupport
import Testing

@testable import Results

@Suite struct ReportTests {
  private static let nasty = "</style><script>alert('x')</script>"

  @Test func aReportHasItsSectionsAndNothingFromOutside() throws {
    let folder = try ResultsFolder()
    for seed in 1...2 {
      for (name, rate, smoothing) in [("baseline", "0.001", "0"), ("gaze", "0.001", "0.1"), ("other", "0.01", "0.1")] {
        try folder.makeRun(
          "study/\(name)-\(seed)", name: name, seed: seed, loss: name == "gaze" ? 1.5 : 2, rate: rate,
          smoothing: smoothing, ranks: 3 - seed)
      }
    }
    let page = folder.file("study/report.html")
    let files = try ReportWriter(try ReportContent(try RunSelection("study", root: folder.path)))
      .write(page: page, figures: folder.file("study/report"))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    for identifier in [
      "results", "curves", "comparison", "ablations", "speed", "samples", "configuration", "rerun", "runs",
    ] {
      #expect(html.contains("<section id=\"\(identifier)\">"), "\(identifier)")
    }
    #expect(!html.contains("http://") || !html.replacing("http://www.w3.org/2000/svg", with: "").contains("http://"))
    #expect(!html.contains("https://") && !html.contains("src="))
    #expect(html.components(separatedBy: "<script>").count == 2, "its own alone")
    #expect(files.figures.count >= 3 && files.figures.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    #expect(html.contains("mpirun -np 2 fovea train"))
    // The page itself must not be taken for a run, and a second report must be the same.
    #expect(try RunSelection("study", root: folder.path).runs.count == 6)
  }

  @Test func everythingFromFilesIsEscaped() throws {
    let folder = try ResultsFolder()
    for name in ["a", "b"] {
      try folder.makeRun("study/\(name)", name: "x", smoothing: name)
      let text = Self.nasty.replacing("'", with: "")
      try folder.write("name: \"\(text)\"\n\"\(text)\": \"\(name) \(text)\"\n", "study/\(name)/config.yaml")
      try folder.write(
        "{\"sample\":0,\"source\":\"\(text)\",\"reference\":\"\(text)\",\"prediction\":\"\(text)\"}\n",
        "study/\(name)/predictions/best.jsonl")
      try folder.write(
        "{\"event\":\"validation\",\"step\":1,\"loss\":1,\"scores\":{\"\(text)\":3},\"is_best\":true}\n",
        "study/\(name)/events.jsonl")
      try folder.write(
        "{\"validations\":[{\"step\":1,\"loss\":1,\"scores\":{\"\(text)\":3},\"is_best\":true}],\"name\":\"\(text)\"}",
        "study/\(name)/summary.json")
      try folder.write("{\"started\":\"\(text)\"}\n", "study/\(name)/environment.jsonl")
    }
    let page = folder.file("report.html")
    let files = try ReportWriter(try ReportContent(try RunSelection("study", root: folder.path)))
      .write(page: page, figures: folder.file("figures"))
    for path in [page] + files.figures {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(!text.contains("<script>alert"), "\(path)")
      #expect(text.components(separatedBy: "</style>").count <= 2, "\(path)")
    }
    #expect(files.figures.allSatisfy { ($0 as NSString).deletingLastPathComponent == folder.file("figures") })
  }

  /// S12: CodeBLEU of summaries has its floors beside it.
  @Test func summariesHaveFloorRowsBesideCodeBLEU() throws {
    let folder = try ResultsFolder()
    for name in ["baseline", "gaze"] {
      try folder.makeRun("study/\(name)", name: name)
      let path = folder.file("study/\(name)")
      try folder.write(
        "name: \(name)\nseed: 1\ntask: summarization\nvalidation:\n  code_language: java\n", "study/\(name)/config.yaml"
      )
      for file in ["events.jsonl", "summary.json"] {
        let text = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
        try folder.write(
          text.replacing("exact_match", with: "codebleu\": 31.5, \"chrf\": 40, \"exact_match"), "study/\(name)/\(file)")
      }
    }
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(content.groups.metrics == ["loss", "bleu", "chrf", "exact_match", "codebleu"])
    let section = try #require(content.resultSection).rendered
    let floors = try ScoringRequest(
      task: .summarization, language: .java, references: ["a b c d", "a b c d"], predictions: []
    ).floors()
    let constant = try #require(floors.score(.constant, "codebleu"))
    #expect(section.contains("Returns the value."))
    #expect(section.contains(">\(constant.decimals(2))<"), "\(section)")
    #expect(section.contains("2 of 2 references (100 %) do not parse"))
    // Code needs none.
    for name in ["baseline", "gaze"] {
      try folder.write(
        "{\"sample\":0,\"source\":\"x\",\"reference\":\"int a;\",\"prediction\":\"int b;\"}\n",
        "study/\(name)/predictions/best.jsonl")
    }
    let code = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(code.floors == nil && code.resultSection?.rendered.contains("floor") == false)
  }

  @Test func aSweepIsDrawnWithItsImportance() throws {
    let folder = try ResultsFolder()
    var number = 0
    for rate in ["0.0001", "0.001", "0.01"] {
      for smoothing in ["0", "0.1", "0.2"] {
        number += 1
        try folder.makeRun(
          "sweep/trials/\(number)", name: "trial", loss: 2 + log10(Double(rate) ?? 1), rate: rate, smoothing: smoothing)
      }
    }
    let content = try ReportContent(try RunSelection("sweep", root: folder.path))
    let section = try #require(content.sweepSection)
    #expect(section.figures.map(\.name) == ["parallel-coordinates", "importance"])
    let keys = ["optimizer.learning_rate", "training.label_smoothing"]
    #expect(content.groups.differingKeys == keys)
    let values = content.variants.map { Optional($0.statistics(of: "loss").mean) }
    let importance = keys.map { key in
      SweepDimension(key, label: key, of: content.variants.map { $0.settings[key] }).importance(for: values)
    }
    #expect(importance[0] > 0.99 && importance[1] == 0)
  }

  @Test func aBandReachesFromTheLowestSeedToTheHighest() throws {
    let folder = try ResultsFolder()
    // A seed that ran again tells nothing new.
    for (number, (seed, loss)) in [(1, 2.0), (2, 2.75), (3, 2.25), (3, 9)].enumerated() {
      try folder.makeRun("study/run-\(number)", seed: seed, loss: loss)
    }
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    let plot = try #require(content.curveFigures.first?.plot as? LinePlot)
    let series = try #require(plot.series.first)
    #expect(plot.series.count == 1 && series.band.count == series.points.count && series.points.count > 1)
    for (point, band) in zip(series.points, series.band) {
      #expect(band.x == point.x && abs(band.upper - band.lower - 0.75) < 1e-9)
      // The mean of the three lies at 2.333, a third of a unit above the lowest.
      #expect(abs(point.y - band.lower - 1.0 / 3) < 1e-9)
    }
  }

  @Test func whatChanceExplainsIsNoImportance() {
    let values: [Double?] = [1, 2, 3, 4]
    #expect(SweepDimension("a", label: "a", of: ["x", "y", "x", "y"]).importance(for: values) == 0)
    // Between the groups 4 of 5; less one group's chance of 0.5, over the 5 and another 0.5.
    let importance = SweepDimension("a", label: "a", of: ["x", "x", "y", "y"]).importance(for: values)
    #expect(abs(importance - 3.5 / 5.5) < 1e-12)
  }

  /// Under successive halving trials are compared where all have been, and the best is whom the sweep found best.
  @Test func aSweepWithRungsIsJudgedAtTheFirst() throws {
    let folder = try ResultsFolder()
    var trials: [String] = []
    for number in 0..<8 {
      let (rate, smoothing) = (number % 2 == 0 ? "0.001" : "0.01", "0.\(number / 2)")
      // At the first rung the rate decides; what was reached at last depends on the smoothing alone.
      let first = (number % 2 == 0 ? 5.0 : 6.0) + Double(number) / 1000
      let last = 2 + Double(number / 2) + Double(number) / 1000
      try folder.makeRun(
        "sweep/trials/000\(number)", name: "trial-\(number)", loss: last, rate: rate, smoothing: smoothing)
      trials.append(
        "{\"trial\":\(number),\"folder\":\"trials/000\(number)\",\"status\":\"stopped\",\"rungs\":[{\"rung\":0,\"step\":10,\"objective\":\(first)},{\"rung\":1,\"step\":20,\"objective\":\(last)}]}"
      )
    }
    func content(_ rungs: String) throws -> ReportContent {
      try folder.write(
        "{\"method\":\"random\",\"rung_steps\":\(rungs),\"best\":5,\"trials\":[\(trials.joined(separator: ","))]}",
        "sweep/sweep.json")
      return try ReportContent(try RunSelection("sweep", root: folder.path))
    }
    let halved = try content("[10,20]")
    #expect(halved.variants[halved.ranking[0]].label == "trial-5")
    #expect(halved.variants[halved.ranking[1]].label == "trial-0")
    let section = try #require(halved.sweepSection)
    #expect(section.rendered.contains("8 trials: 8 stopped; the best is trial 5, at step 20"))
    let bars = try #require(section.figures[1].plot as? BarPlot).bars
    #expect(bars.map(\.label) == ["optimizer.learning_rate", "training.label_smoothing"])
    #expect(bars[0].value > 0.99 && bars[1].value < 0.1, "\(bars)")
    let whole = try #require(try content("[0]").sweepSection?.figures[1].plot as? BarPlot).bars
    #expect(whole.map(\.label) == ["training.label_smoothing", "optimizer.learning_rate"])
  }

  @Test func runsOfEveryKindOfDamageGiveAReport() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/good")
    try folder.makeRun("study/torn")
    for (name, text) in [
      ("config.yaml", "a: [1,\n"), ("events.jsonl", "{\"event\":\"step\",\"st"), ("summary.json", "{"),
      ("status.json", "null"), ("environment.jsonl", "{\"ranks\": 3}\n"),
      ("predictions/best.jsonl", "{\"sample\":\"x\"}\n"),
    ] {
      try folder.write(text, "study/torn/\(name)")
      let content = try ReportContent(try RunSelection("study", root: folder.path))
      let problems = try #require(content.runs.first { $0.record.label == "torn" }).problems
      if name != "events.jsonl" { #expect(problems.contains { $0.contains(name) }, "\(name): \(problems)") }
      #expect(!content.sections.isEmpty)
    }
  }

  @Test func nonFiniteNumbersLeaveNoTraceInThePlots() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/a")
    let events = ResultsFolder.events(loss: 1, bleu: 2, steps: 5, ranks: 1)
      .replacing("\"loss\":1.0,", with: "\"loss\":\"nan\",").replacing("\"loss\":1.8", with: "\"loss\":\"inf\"")
    try folder.write(events, "study/a/events.jsonl")
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    for figure in content.curveFigures {
      #expect(!figure.plot.inline.lowercased().contains("nan") && !figure.plot.inline.contains("inf"))
    }
  }

  @Test func theGreatestSampleNumberHasItsCard() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/a")
    try folder.write(
      "{\"sample\":\(Int.max),\"source\":\"s\",\"reference\":\"r\",\"prediction\":\"p\"}\n",
      "study/a/predictions/best.jsonl")
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(try #require(content.sampleSection).rendered.contains("Sample 9223372036854775808"))
  }

  @Test func ranksAndThreadsThatNoMachineHasAreDrawnAllTheSame() throws {
    let folder = try ResultsFolder()
    for (name, ranks) in [("a", Int.max), ("b", 2)] {
      try folder.makeRun("study/\(name)", ranks: ranks)
      let summary = try String(contentsOfFile: folder.file("study/\(name)/summary.json"), encoding: .utf8)
      try folder.write(
        summary.replacing("\"threads_per_rank\": 1", with: "\"threads_per_rank\": 2"), "study/\(name)/summary.json")
    }
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    let plot = try #require(content.speedSection?.figures.first?.plot as? LinePlot)
    #expect(plot.series.first?.points.map(\.x) == [4, 0x1p64])
  }

  @Test func readingsAreTakenFromRegularFilesAlone() throws {
    let folder = try ResultsFolder()
    try #require(mkfifo(folder.file("pipe"), 0o600) == 0)
    for path in [folder.file("pipe"), "/dev/zero", folder.path] {
      #expect(throws: UnusableFile(path: path, reason: .noRegularFile)) { try GazePictures(path: path) }
    }
    #expect(throws: FileFailure.self) { try GazePictures(path: folder.file("missing")) }
  }

  @Test func readingsStandBesideTheSamplesThatWereRead() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/gaze")
    let code = "int twice ( int n ) { return n + n ; }"
    var place = 0
    let tokens = code.split(separator: " ").map { text in
      defer { place += text.utf8.count + 1 }
      return StimulusToken(
        text: String(text), byteRange: place..<place + text.utf8.count, line: 1, column: place)
    }
    let trial = ReadingTrial(
      participant: "p<1>", method: "twice", language: "java", code: code, tokens: tokens,
      fixations: [Fixation(duration: 200, tokens: [1])], provenance: Provenance(format: .fovea, file: "", line: 1))
    try folder.write(try JSONLines.line(trial) + "\n", "trials.jsonl")
    let settings = try String(contentsOfFile: folder.file("study/gaze/config.yaml"), encoding: .utf8)
    try folder.write(settings + "gaze:\n  trials: \(folder.file("trials.jsonl"))\n", "study/gaze/config.yaml")
    try folder.write(
      "{\"sample\":0,\"source\":\"int twice(int n) { return n + n; }\",\"reference\":\"r\",\"prediction\":\"p\"}\n",
      "study/gaze/predictions/best.jsonl")
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    let html = try #require(content.sampleSection).rendered
    #expect(html.components(separatedBy: "data:image/svg+xml;base64,").count == 3, "one at the sample, one below")
    #expect(html.contains("p&lt;1&gt;") && !html.contains("p<1>"))

    try folder.write("{\"not\": \"a trial\"}\n", "trials.jsonl")
    let damaged = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(try #require(damaged.sampleSection).rendered.contains("cannot be drawn"))
  }

  @Test func aSweepsOwnRecordIsUsed() throws {
    let folder = try ResultsFolder()
    for (number, rate) in [(1, "0.1"), (2, "0.2")] {
      try folder.makeRun("sweep/trials/000\(number)", name: "s-000\(number)", loss: Double(number), rate: rate)
    }
    let record = """
      {"status": "finished", "method": "tpe", "objective": {"metric": "bleu", "direction": "maximize"}, "best": 1,
       "planned_trials": 2, "trials": [{"trial": 1, "folder": "/x/trials/0001", "status": "completed"},
       {"trial": 2, "folder": "/x/trials/0002", "status": "stopped"}]}
      """
    try folder.write(record, "sweep/sweep.json")
    let content = try ReportContent(try RunSelection("sweep", root: folder.path))
    #expect(content.objective == "bleu" && content.isSweep && content.comparison == nil)
    let html = try #require(content.sweepSection).rendered
    #expect(html.contains("tpe, 2 trials: 1 completed, 1 stopped") && html.contains("<td>stopped</td>"), "\(html)")
    try folder.write("{\"trials\": 3}", "sweep/sweep.json")
    let damaged = try ReportContent(try RunSelection("sweep", root: folder.path))
    #expect(damaged.warnings.contains { $0.contains("sweep.json") })
  }
}
