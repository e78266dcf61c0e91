import ArgumentParser
import Basics
import Corpus
import Programs
import Tokenization

/// The real batches for a benchmark.
struct BenchmarkDataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The sources, one per line.", valueName: "file"))
  var dataSource: String

  @Option(help: ArgumentHelp("The targets, one per line.", valueName: "file"))
  var dataTarget: String

  @Option(help: ArgumentHelp("The tokenizer's directory.", valueName: "dir"))
  var tokenizer: String

  @Option(help: ArgumentHelp("Pairs per batch.", valueName: "count"))
  var batch = 16

  @Option(help: ArgumentHelp("Number of batches.", valueName: "count"))
  var batches = 8

  @Flag(help: "Sort groups of 50 batches by source length; otherwise pairs stay in the files' order.")
  var grouped = false

  @Option(help: ArgumentHelp("Most tokens of a source or a target, including <s> and </s>.", valueName: "count"))
  var maxTokens = 256

  @Option(help: ArgumentHelp("Also write the batches, as JSON lines for launch/peers.", valueName: "file"))
  var writeBatches: String?

  func validate() throws {
    guard batch >= 1 && batches >= 1 else { throw ValidationError("--batch and --batches must be at least 1") }
    try requireLength(maxTokens, "--max-tokens")
  }

  /// Builds the batches, and writes them to a file if requested.
  func load() throws -> BenchmarkBatches {
    var settings = BenchmarkBatches.Settings()
    settings.samplesPerBatch = batch
    settings.batches = batches
    settings.isGrouped = grouped
    settings.limits.source = maxTokens
    settings.limits.target = maxTokens
    try Folder.require(tokenizer)
    let made = try BenchmarkBatches(
      source: dataSource, target: dataTarget, tokenizer: Tokenizer(directory: tokenizer), settings: settings)
    if let writeBatches { try made.write(to: writeBatches) }
    return made
  }
}

/// The model of a benchmark and how long to run it.
struct BenchmarkRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The shape of a model with random weights.", valueName: "shape"))
  var shape = BenchmarkShape.small

  @Option(help: ArgumentHelp("A Hugging Face directory to load instead.", valueName: "dir"))
  var model: String?

  @Option(help: ArgumentHelp("Timed batches per round (default: every batch once).", valueName: "count"))
  var steps = 0

  @Option(help: ArgumentHelp("How many times Fovea and the peer alternate.", valueName: "count"))
  var rounds = 1

  @Flag(help: "Also run the peers on the same batches; launch/peers/setup installs them.")
  var peer = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var precision: PrecisionOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard steps >= 0 else { throw ValidationError("--steps must not be negative") }
    guard rounds >= 1 else { throw ValidationError("--rounds must be at least 1") }
  }

  /// The model that the options select.
  var benchmarkModel: BenchmarkModel { model.map { .directory($0) } ?? .random(shape) }
}

/// How a benchmark's result is printed.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print one JSON object instead of a table.")
  var json = false

  func print(_ report: some BenchmarkReport) throws {
    let output = StandardOutput()
    try output.writeLine(json ? report.json() : report.table)
    try output.flush()
  }
}

extension BenchmarkShape: ExpressibleByArgument {}
