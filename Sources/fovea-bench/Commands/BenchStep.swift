import ArgumentParser
import Basics
import Programs
import Training

/// `fovea-bench step`: the training step.
struct BenchStep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Measures the training step: forward, backward with dropout, AdamW.",
    discussion: """
      Every batch runs once as a warm-up; then steps are timed. Tokens per second count source and target tokens but \
      not padding. The share of the limit is the rate of the operations that the model's shape requires, divided by \
      the rate of matrix products in the same run.

      With --peer, Hugging Face's T5 in PyTorch trains on the same batches with the same number of threads, each batch \
      padded to its longest sequence (launch/peers/step.py); it has codet5-small's shape.

      EXAMPLES:
        fovea-bench step --data-source train.java --data-target train.cs --tokenizer codet5-small --peer --rounds 3
        fovea-bench step --data-source a.java --data-target a.cs --tokenizer tok --profile trace.json
        fovea-bench step --data-source a.java --data-target a.cs --tokenizer tok --shape base --grouped --json
      """)

  @OptionGroup var data: BenchmarkDataOptions
  @OptionGroup var options: BenchmarkRunOptions

  @Option(help: ArgumentHelp("The dropout rate.", valueName: "rate"))
  var dropout: Float = 0.1

  @Option(
    help: ArgumentHelp(
      """
      After the measurement, profile as many steps: print the time by phase and by kind of operation, and write a trace for \
      chrome://tracing or Perfetto to this file.
      """, valueName: "file"))
  var profile: String?

  @Flag(help: "Recompute the activations of each layer in the backward pass.")
  var recompute = false

  func validate() throws {
    guard dropout >= 0 && dropout < 1 else { throw ValidationError("--dropout must be at least 0 and below 1") }
    if options.peer && (options.model != nil || options.shape != .small || dropout != 0.1) {
      throw ValidationError("--peer has codet5-small's shape and dropout 0.1; leave out --model, --shape and --dropout")
    }
  }

  func run() throws {
    var settings = StepBenchmark.Settings()
    settings.model = options.benchmarkModel
    settings.threads = try options.threads.count()
    settings.precision = options.precision.chosen
    settings.steps = options.steps
    settings.rounds = options.rounds
    settings.dropout = dropout
    settings.recomputesBlocks = recompute
    settings.runsPeer = options.peer
    var benchmark = try StepBenchmark(data.load(), settings)
    var report = try benchmark.run()
    if let profile {
      let measured = benchmark.profile()
      try AtomicFile.write(ChromeTrace(measured).json(), to: profile)
      report.profile = measured.summary
      report.profileTable = measured.table
    }
    try options.report.print(report)
  }
}
