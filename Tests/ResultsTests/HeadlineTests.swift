import Foundation
import Statistics
import TestSupport
import Testing

@testable import Results

/// The first sentences of a report.
struct HeadlineTests {
  /// Two or three variants; the differences of the loss to the baseline are given for each seed.
  private static func study(_ differences: [String: [Double]], tested: Bool = true, task: String? = nil) throws
    -> ResultsFolder
  {
    let folder = try ResultsFolder()
    let seeds = differences.values.map(\.count).max() ?? 0
    for seed in 1...seeds {
      let all = [("baseline", 0.0)] + differences.sorted { $0.key < $1.key }.map { ($0.key, $0.value[seed - 1]) }
      for (number, (name, difference)) in all.enumerated() {
        let path = "study/\(name)-\(seed)"
        try folder.makeRun(path, name: name, seed: seed, smoothing: "0.\(number)", predictions: [])
        if let task, number > 0 {
          let text = try String(contentsOfFile: folder.file("\(path)/config.yaml"), encoding: .utf8)
          try folder.write(text.replacing("task: pairs", with: "task: \(task)"), "\(path)/config.yaml")
        }
        if tested { try folder.makeTest(path, loss: 2 + 0.1 * Double(seed) + difference) }
      }
    }
    return folder
  }

  private static func headlines(_ folder: ResultsFolder, _ options: ReportOptions = ReportOptions()) throws
    -> [Headline]
  {
    try ReportContent(try RunSelection("study", root: folder.path), options).headlines
  }

  @Test func aDifferenceIsClaimedIfIntervalAndTestAgree() throws {
    let differences = [-0.5, -0.52, -0.48, -0.51, -0.49, -0.5, -0.53, -0.47]
    let headline = try #require(try Self.headlines(try Self.study(["align": differences])).first)
    #expect(headline.kind == .better)
    // Student's interval of eight differences with standard deviation 0.02: ±2.3646 · 0.02 / √8.
    #expect(
      headline.text
        == "align − baseline: -0.5000 test loss [-0.5167, -0.4833] on the test set, 8 seeds, p = 0.0078 (one contrast): "
        .replacing("-0", with: "−0") + "lower, which is better.", "\(headline.text)")
    let worse = try Self.headlines(try Self.study(["align": differences.map { -$0 }]))
    #expect(worse[0].kind == .worse && worse[0].text.hasSuffix("higher, which is worse."), "\(worse)")
  }

  @Test func pIsAdjustedForThePrimaryContrastsAlone() throws {
    let differences = [-0.5, -0.52, -0.48, -0.51, -0.49, -0.5, -0.53, -0.47]
    let none = [0.1, -0.1, 0.2, -0.2, 0.1, -0.1, 0.05, -0.05]
    let headlines = try Self.headlines(try Self.study(["align": differences, "other": none]))
    let align = try #require(headlines.first { $0.text.hasPrefix("align") })
    #expect(align.text.contains("p = 0.016 (Holm over 2 contrasts)"), "\(align.text)")
    let other = try #require(headlines.first { $0.text.contains("other") })
    #expect(other.kind == .undecided && other.text.hasPrefix("No difference can be claimed of other − baseline: "))
  }

  @Test func whatFiveSeedsCannotShowIsSaid() throws {
    let headline = try #require(try Self.headlines(try Self.study(["align": [-0.5, -0.6, -0.4, -0.55, -0.45]])).first)
    #expect(headline.kind == .undecided)
    #expect(headline.text.contains("the interval excludes zero, but 5 seeds cannot give a p below 0.0625"))
  }

  @Test func equivalenceIsSaidOfThePrimaryMetric() throws {
    let folder = try Self.study(["align": [0.01, -0.02, 0.015, -0.01, 0.005, -0.002]])
    let within = try Self.headlines(folder, ReportOptions(equivalenceMargin: 0.1))[0]
    #expect(within.kind == .equivalent && within.text.contains("; equivalent within ±0.1000 (90 % interval ["))
    let narrow = try Self.headlines(folder, ReportOptions(equivalenceMargin: 0.001))[0]
    #expect(narrow.kind == .undecided && narrow.text.contains("not shown to be equivalent within ±0.0010"))
  }

  @Test func oneSeedSaysNothing() throws {
    let headline = try Self.headlines(try Self.study(["align": [-0.5]]))[0]
    #expect(headline.kind == .unknown && headline.text.contains("one seed says nothing about another"))
  }

  @Test func differentSamplesAreNotCompared() throws {
    let folder = try Self.study(["align": [-0.5, -0.5]], tested: false)
    for seed in 1...2 {
      for (name, reference) in [("baseline", "x"), ("align", "y")] {
        try folder.write(
          "{\"sample\":0,\"source\":\"f\",\"reference\":\"\(reference)\",\"prediction\":\"p\"}\n",
          "study/\(name)-\(seed)/predictions/best.jsonl")
      }
    }
    let headline = try Self.headlines(folder)[0]
    #expect(headline.kind == .unknown && headline.text.contains("measured on different validation samples"))
  }

  @Test func differentTasksAreNotCompared() throws {
    let folder = try Self.study(["align": [-0.5, -0.5]], task: "translation")
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(content.comparisons.isEmpty && content.headlines.count == 1)
    #expect(content.headlines[0].text.contains("different tasks (pairs, translation)"))
    #expect(throws: ResultsError.differentTasks("study", tasks: ["pairs", "translation"])) {
      try ComparisonReport(content.groups, baseline: 0, name: "study")
    }
  }

  @Test func aVariantAloneIsDescribed() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/one", loss: 1.25)
    let one = try Self.headlines(folder)[0].text
    #expect(
      one.hasSuffix("validation loss 1.2500 on the validation samples, one seed, which says nothing about another."))
    try folder.makeRun("study/two", seed: 2, loss: 1.75)
    #expect(try Self.headlines(folder)[0].text.contains("1.5000 ± 0.3536 on the validation samples, 2 seeds."))
    let empty = try ResultsFolder()
    try empty.makeRun("study/one")
    for name in ["events.jsonl", "summary.json"] { try empty.write("{}\n", "study/one/\(name)") }
    #expect(try Self.headlines(empty)[0].text.contains("there is no validation loss yet"))
  }

  @Test func testsComeFirstAndMissingOnesAreSaid() throws {
    let folder = try Self.study(["align": [-0.5, -0.6, -0.4]])
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(content.comparisons.map(\.set) == [.test, .validation] && content.warnings.isEmpty)
    let results = try #require(content.resultSection).rendered
    let test = try #require(results.range(of: ">test loss<"))
    #expect(test.upperBound < (try #require(results.range(of: ">validation loss<"))).lowerBound)
    unlink(folder.file("study/align-2/test.json"))
    let partly = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(partly.comparisons.map(\.set) == [.validation])
    #expect(partly.warnings.contains { $0.contains("align-2") }, "\(partly.warnings)")
    #expect(throws: ResultsError.notTested("study", runs: ["align-2"])) {
      try ReportContent(try RunSelection("study", root: folder.path), ReportOptions(on: .test))
    }
  }

  @Test func anUnknownPrimaryMetricIsRefused() throws {
    let folder = try Self.study(["align": [-0.5, -0.6]], tested: false)
    #expect(throws: ResultsError.unknownMetric("blue", set: "validation", known: ["loss", "bleu", "exact_match"])) {
      try Self.headlines(folder, ReportOptions(metric: "blue"))
    }
    #expect(
      ResultsError.unknownMetric("blue", set: "test", known: ["bleu"]).diagnosis.remedy.contains("did you mean 'bleu'?")
    )
  }

  @Test func runsOfDifferentVersionsAreWarnedOf() throws {
    let folder = try Self.study(["align": [-0.5, -0.6]], tested: false)
    for (name, version) in [("baseline", "0.1.0"), ("align", "0.2.0")] {
      try folder.write(
        "{\"started\":\"2026-01-02T03:04:05Z\",\"command\":[],\"folder\":\"\",\"version\":\"\(version)\",\"commit\":\"\",\"system\":\"\",\"mpi\":\"\",\"memory_bytes\":1,\"ranks\":[],\"variables\":{}}\n",
        "study/\(name)-1/environment.jsonl")
    }
    let content = try ReportContent(try RunSelection("study", root: folder.path))
    #expect(
      content.comparison?.warnings.contains { $0.contains("(0.1.0, 0.2.0)") } == true, "\(content.runs.map(\.problems))"
    )
  }

  @Test func aNewerFormatIsAProblem() throws {
    let folder = try ResultsFolder()
    try folder.makeRun("study/one")
    let status = try String(contentsOfFile: folder.file("study/one/status.json"), encoding: .utf8)
    try folder.write(status.replacing("\"format_version\": 1", with: "\"format_version\": 9"), "study/one/status.json")
    let problems = try #require(try RunSelection("study", root: folder.path).runs.first).problems
    #expect(problems.count == 1 && problems[0].contains("format 9 of a newer version"))
  }
}
