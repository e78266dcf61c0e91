import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Programs
import Statistics
import Syntax

/// `fovea metrics`: computes all scores of predictions, and compares two systems.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Scores predictions with BLEU, ROUGE-L, METEOR, chrF, exact match and more, and compares two systems.",
    discussion: """
      Files have one sample per line; in .jsonl files, a sample is a JSON string, or an object with the text under \
      "reference" or "prediction". With --data, the references are the targets of a data set; with --run, references \
      and predictions are those of a run. Scores are in percent. docs/metrics.md lists the conventions of each metric.

      With --against, another system's predictions for the same samples are scored too, and the difference is tested: \
      Student's t over the samples (the jackknife for corpus metrics) gives its interval, approximate randomisation a \
      two-sided p, which Holm's method adjusts for the metrics shown. They hold for other samples, not for another \
      training of the systems: `fovea results compare` compares runs of several seeds. --json adds the paired bootstrap.

      With CodeBLEU and references of which most do not parse, or with --floors, the table also has the scores of \
      outputs that know nothing of the code: a constant sentence, the reference's words shuffled, half of them, \
      another sample's reference, and nothing. Without --predictions, it has only these.

      METRICS: \(MetricCatalogue.names.joined(separator: ", ")).

      EXAMPLES:
        fovea metrics --references refs.txt --predictions out.txt
        fovea metrics --references refs.jsonl --predictions out.jsonl --metrics rouge-l chrf++ --json
        fovea metrics --references summaries.jsonl --floors --language java --metrics chrf codebleu-k4black
        fovea metrics --references test.cs --predictions new.cs --against old.cs --language c_sharp
        fovea metrics --task summarization --data test.jsonl --predictions out.txt
        fovea metrics --run results/demo/demo-seed-1 --against results/demo/other-seed-1
      """)

  @OptionGroup var inputs: ScoredInputs

  @Option(
    help: ArgumentHelp("Predictions of another system to compare with: a file, or a run's folder.", valueName: "path"))
  var against: String?

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The metrics (default: one of each kind).", valueName: "name"))
  var metrics: [String] = []

  @Option(help: ArgumentHelp("The programming language, for CodeBLEU.", valueName: "name"))
  var language: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Show the floor rows (default: with CodeBLEU, if most references do not parse).")
  var floors: Bool?

  @Option(help: ArgumentHelp("The seed for the random numbers of tests and floors.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "With --against, the largest negligible difference: tests whether the systems are equivalent within it.",
      valueName: "points"))
  var equivalenceMargin: Double?

  @Option(help: ArgumentHelp("Rounds of the paired bootstrap.", valueName: "count"))
  var bootstrapRounds = 1000

  @Option(help: ArgumentHelp("Rounds of the randomisation test.", valueName: "count"))
  var randomizationRounds = 10_000

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "With --json, also print the scores of each sample.")
  var each = false

  /// With fewer, the tails of a distribution hold no round or two.
  private static let leastRounds = 100

  func validate() throws {
    for (option, rounds) in [("--bootstrap-rounds", bootstrapRounds), ("--randomization-rounds", randomizationRounds)]
    where rounds < Self.leastRounds {
      throw ValidationError("\(option) is \(rounds); give at least \(Self.leastRounds), or the ends mean nothing")
    }
    guard equivalenceMargin == nil || against != nil else {
      throw ValidationError("--equivalence-margin has an effect only together with --against")
    }
    try requireDifferent(metrics, "--metrics")
    guard !inputs.hasPredictions else { return }
    for (option, isGiven) in [("--against", against != nil), ("--each", each)] where isGiven {
      throw ValidationError("\(option) has an effect only together with --predictions or --run")
    }
    guard floors == true else {
      throw ValidationError("without --predictions, only --floors has something to score")
    }
  }

  func run() throws {
    let language = try language.map { try ProgrammingLanguage(named: $0) }
    let chosen = try MetricCatalogue.metrics(named: metrics, language: language)
    let references: [[String]]
    var report: MetricsReport?
    if inputs.hasPredictions {
      let files = try inputs.scored()
      references = files.references
      if files.emptyReferences > 0 {
        Console.standardError.warn("\(files.emptyReferences) of \(references.count) samples have an empty reference")
      }
      report = try scored(files, chosen)
    } else {
      references = try inputs.referencesAlone()
    }
    if let floors = try floorScores(chosen, references, language) {
      if report == nil { report = MetricsReport(samples: references.count, floors: floors) }
      report?.floors = floors
      for note in floors.notes { Console.standardError.warn(note) }
      if let warning = floors.parsing?.warning { Console.standardError.warn(warning) }
    }
    guard let report else { return }
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      for line in report.lines { try output.writeLine(line) }
      for line in report.floorLines(chosen.map(\.name)) { try output.writeLine(line) }
    }
    try output.flush()
  }

  private func scored(_ files: ScoredFiles, _ chosen: [any SummableMetric]) throws -> MetricsReport {
    let other = try against.map { try inputs.other($0, than: files) }
    var tests = MetricsReport.Tests()
    (tests.bootstrap.seed, tests.randomization.seed) = (seed, seed)
    (tests.bootstrap.rounds, tests.randomization.rounds) = (bootstrapRounds, randomizationRounds)
    tests.contrast.equivalenceMargin = equivalenceMargin
    let progress = ProgressWriter()
    defer { progress.finish() }
    return try MetricsReport(chosen, files, against: other, tests: tests, each: each) { done in
      progress.update { elapsed in
        ProgressLine(label: "scoring", completed: done, total: chosen.count, elapsed: elapsed, unit: "metrics")
      }
    }
  }

  /// The floors if they were asked for, or if CodeBLEU is computed and most references are text.
  private func floorScores(
    _ chosen: [any SummableMetric], _ references: [[String]], _ language: ProgrammingLanguage?
  ) throws -> MetricFloors? {
    let scoresCode = chosen.contains { $0 is CodeBLEUMetric }
    if floors == nil {
      guard scoresCode, let language, ReferenceParsing(references.flatMap { $0 }, as: language).isMostlyText else {
        return nil
      }
    } else if floors == false {
      return nil
    }
    return try MetricFloors(
      chosen.map { (name: $0.name, metric: $0) }, references: references, language: scoresCode ? language : nil,
      seed: seed, threads: Machine.usableCores)
  }
}

extension MetricsReport {
  /// A table with a line for each metric, and what was asked about each.
  fileprivate var lines: [String] {
    guard !metrics.isEmpty else { return ["\(samples) samples"] }
    let isCompared = metrics.contains { $0.against != nil }
    var table = TextTable(
      header: ["\(samples) samples", "score"] + (isCompared ? ["against"] + Contrast.header(confidence: "95 %") : []),
      numeric: Set(1...7))
    for metric in metrics {
      let other = metric.against.map { [$0.score.decimals()] + $0.contrast.cells(decimals: 2) } ?? []
      table.rows.append([metric.name, metric.score.decimals()] + other)
    }
    let remarks = metrics.flatMap { metric in
      (metric.against?.contrast.remarks(decimals: 2) ?? []).map { "\(metric.name): \($0)" }
    }
    return [table.rendered(.table)] + remarks
  }

  /// A table with a column for each metric and a line for each floor.
  fileprivate func floorLines(_ names: [String]) -> [String] {
    guard let floors else { return [] }
    var table = TextTable(header: ["output"] + names, numeric: Set(1..<names.count + 1))
    table.rows = floors.rows.map { row in
      [row.output.title] + names.map { row.scores[$0].map { $0.decimals(2) } ?? "" }
    }
    return ["", table.rendered(.table)]
  }
}
