import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Programs
import Syntax

/// `fovea codebleu`: scores predictions against references with CodeBLEU.
struct CodeBLEUCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codebleu",
    abstract: "Scores predicted code with CodeBLEU and its four components.",
    discussion: """
      Files have one sample per line; in .jsonl files, a sample is a JSON string, or an object with the text under \
      "reference" or "prediction". For several references per sample, give several files, or lists in JSON.

      The modes have different rules; do not compare their scores. k4black is the Python package codebleu 0.7.0, \
      microsoft is CodeXGLUE's evaluator, and fixed corrects the errors of both (docs/metrics.md).

      If most references do not parse, they are text, and CodeBLEU of text misleads: the scores of outputs that know \
      nothing of the code are then shown beside the score (--floors and --no-floors decide otherwise). The random ones \
      are a function of --seed.

      With --json it prints {"codebleu", "ngram_match_score", "weighted_ngram_match_score", "syntax_match_score", \
      "dataflow_match_score", "language", "mode", "weights", "samples", "warnings"}; with floors also "floors", with --each also "per_sample".

      EXAMPLES:
        fovea codebleu --references test.cs --predictions out.cs --language c_sharp
        fovea codebleu --references refs.jsonl --predictions out.jsonl --language java --mode k4black --json
        fovea codebleu --references summaries.jsonl --predictions out.jsonl --language java --floors
        fovea codebleu --references a.py b.py --predictions out.py --language python --weights 0.1,0.1,0.4,0.4
      """)

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("References; several files for several references.", valueName: "file")
  )
  var references: [String]

  @Option(help: ArgumentHelp("Predictions, in the order of the references.", valueName: "file"))
  var predictions: String

  @Option(
    help: ArgumentHelp(
      "One of \(ProgrammingLanguage.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var language: String

  @Option(
    help: ArgumentHelp("One of \(CodeBLEUMode.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "name"))
  var mode = CodeBLEUMode.fixed.rawValue

  @Option(
    help: ArgumentHelp("Weights of n-grams, weighted n-grams, syntax, data flow; the sum is 1.", valueName: "a,b,c,d"))
  var weights = "0.25,0.25,0.25,0.25"

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "With --json, also print the scores of each sample.")
  var each = false

  @Flag(inversion: .prefixedNo, help: "Show the floor rows (default: if most references do not parse).")
  var floors: Bool?

  @Option(help: ArgumentHelp("The seed for the floor rows.", valueName: "number"))
  var seed: UInt64 = 0

  @OptionGroup var threads: ThreadOptions

  func run() throws {
    let metric = CodeBLEU(
      language: try ProgrammingLanguage(named: language), mode: try CodeBLEUMode(named: mode),
      weights: try CodeBLEUWeights(parsing: weights))
    let scored = try ScoredFiles(references: references, predictions: predictions)
    let result = try metric.score(
      references: scored.references, predictions: scored.predictions, threads: try threads.count())
    var report = CodeBLEUReport(metric, result, each: each)
    if floors ?? CodeBLEUReport.parsing(metric, result).isMostlyText {
      let name = "codebleu"
      let found = try MetricFloors(
        [(name, CodeBLEUMetric(metric))], references: scored.references, language: nil, seed: seed,
        threads: try threads.count())
      report.floors = Dictionary(
        uniqueKeysWithValues: found.rows.map { ($0.output.rawValue, ($0.scores[name] ?? 0) / 100) })
      report.warnings += found.notes
    }
    for warning in report.warnings { Console.standardError.warn("\(warning)") }
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      try output.writeLine(
        "mode                  \(mode), \(metric.language.rawValue), \(scored.predictions.count) samples")
      for (name, value) in report.lines { try output.writeLine("\(name)\(String(format: "%.4f", value))") }
      for line in report.floorLines { try output.writeLine(line) }
    }
    try output.flush()
  }
}

extension CodeBLEUReport {
  fileprivate var lines: [(String, Double)] {
    [
      ("CodeBLEU              ", score.codebleu), ("n-gram match          ", score.ngramMatch),
      ("weighted n-gram match ", score.weightedNgramMatch), ("syntax match          ", score.syntaxMatch),
      ("data-flow match       ", score.dataflowMatch),
    ]
  }

  fileprivate var floorLines: [String] {
    FloorOutput.allCases.compactMap { output in
      floors?[output.rawValue].map { "\(String(format: "%.4f", $0))  \(output.title)" }
    }
  }
}
