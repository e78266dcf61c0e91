import ArgumentParser
import Basics
import Programs

/// `fovea-bench generate`: beam search.
struct BenchGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Measures generation with beam search.",
    discussion: """
      The first batch runs once as a warm-up; then batches are timed. With --peer, Hugging Face's generate runs with \
      the same weights, batches and number of threads (launch/peers/generate.py).

      EXAMPLES:
        fovea-bench generate --data-source train.java --data-target train.cs --tokenizer codet5-small --peer
      """)

  @OptionGroup var data: BenchmarkDataOptions
  @OptionGroup var options: BenchmarkRunOptions

  @Option(help: ArgumentHelp("Hypotheses kept at each step; 1 is greedy search.", valueName: "count"))
  var beam = 5

  @Option(help: ArgumentHelp("Most tokens of an output, including the start token.", valueName: "count"))
  var maxLength = 128

  func validate() throws {
    do {
      try settings.options.validate()
    } catch let error as InvalidSetting {
      throw ValidationError("\(error.keyPath == "beams" ? "--beam" : "--max-length") \(error.problem)")
    }
  }

  private var settings: GenerationBenchmark.Settings {
    var settings = GenerationBenchmark.Settings()
    settings.model = options.benchmarkModel
    settings.steps = options.steps
    settings.rounds = options.rounds
    settings.options.beams = beam
    settings.options.maximumLength = maxLength
    settings.runsPeer = options.peer
    return settings
  }

  func run() throws {
    var settings = settings
    settings.threads = try options.threads.count()
    settings.precision = options.precision.chosen
    try options.report.print(GenerationBenchmark(data.load(), settings).run())
  }
}
