import ArgumentParser
import CodeMetrics
import Programs
import Syntax

/// `fovea-bench codebleu`: scoring of code.
struct BenchCodeBLEU: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codebleu",
    abstract: "Measures CodeBLEU.",
    discussion: """
      Files are as for `fovea codebleu`. With --peer, the Python package codebleu scores the same pairs on one thread \
      (launch/peers/code_bleu.py; launch/peers/setup-codebleu installs it).

      EXAMPLES:
        fovea-bench codebleu --references test.cs --predictions out.cs --language c_sharp --peer
      """)

  @Option(help: ArgumentHelp("References.", valueName: "file"))
  var references: String

  @Option(help: ArgumentHelp("Predictions, in the order of the references.", valueName: "file"))
  var predictions: String

  @Option(help: ArgumentHelp("The programming language.", valueName: "name"))
  var language: String

  @Option(help: ArgumentHelp("How many times all samples are scored; the median counts.", valueName: "count"))
  var repetitions = 5

  @Flag(help: "Compare with the Python package codebleu.")
  var peer = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard repetitions >= 1 else { throw ValidationError("--repetitions is \(repetitions); give at least 1") }
  }

  func run() throws {
    var benchmark = CodeBLEUBenchmark(
      CodeBLEU(language: try ProgrammingLanguage(named: language), mode: .k4black),
      files: try ScoredFiles(references: [references], predictions: predictions))
    benchmark.threads = try threads.count()
    benchmark.repetitions = repetitions
    benchmark.runsPeer = peer
    try report.print(try benchmark.run())
  }
}
