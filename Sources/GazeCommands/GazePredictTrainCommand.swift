import ArgumentParser
import Basics
import CommandOptions
import Programs
import Runs
import Studies

/// `fovea gaze predict train`: learns a gaze predictor from trials.
struct GazePredictTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns a gaze predictor from recorded trials.",
    discussion: """
      Writes one JSON file with the predictor, the digest of the model's weights, and the methods and participants \
      that it learned from. With --exclude, the readings of the listed methods are not used, such as those that a \
      training run held out.

      EXAMPLES:
        fovea gaze predict train trials.jsonl --model run/checkpoints/best --output predictor.json
        fovea gaze predict train trials.jsonl --model run/checkpoints/best --exclude run/held-out-methods.txt --output predictor.json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The predictor's file.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("Methods to leave out; a file with one id per line.", valueName: "file"))
  var exclude: String?

  @Option(
    help: ArgumentHelp(
      "The ridge penalty of the states' weights (default: chosen on methods that are left out).", valueName: "number"))
  var ridge: Double?

  @Option(help: ArgumentHelp("Most subwords of a method, including <s> and </s>.", valueName: "count"))
  var maxSource = 512

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    try requireLength(maxSource, "--max-source")
    if let ridge, !(ridge > 0 && ridge.isFinite) {
      throw ValidationError("--ridge is \(ridge); give a number above 0, such as 100")
    }
  }

  private struct Report: Encodable {
    var output: String
    var ridges: GazeHead.Ridges
    var readings: Int
    var participants: Int
    var methods: Int
  }

  func run() throws {
    try OutputConflict.check(output, inputs: trials.inputs + [exclude])
    let loaded = try trials.load()
    let corpus = try StudyScanpaths(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.mapped.sources)
    let excluded = try exclude.map { try MethodList(path: $0, known: corpus.methods.map(\.code.id)) }
    if let unknown = excluded?.unknown, !unknown.isEmpty {
      Console.standardError.warn(
        "\(unknown.count) methods to exclude have no trial, the first of which is \"\(unknown[0])\"")
    }
    let file = try GazePredictorFile(
      training: corpus, sources: loaded.mapped.sources, excluding: excluded?.methods ?? [],
      trialsDigest: try Digest.sha256(of: trials.trials).digest,
      model: try LoadedModel(
        model.model, tokenizer: model.tokenizer, threads: model.threads.count(), precision: model.precision.chosen),
      maximumSource: maxSource, ridge: ridge)
    try file.write(to: output)
    if !file.cut.isEmpty {
      Console.standardError.note("\(file.cut.count) methods are longer than --max-source; only their beginning is used")
    }
    if file.readingMilliseconds == 0 {
      Console.standardError.warn("no reading has a duration: looking time is predicted to be even")
    }
    let report = Report(
      output: output, ridges: file.predictor.head.ridges, readings: file.source.readings,
      participants: file.source.participants.count, methods: file.source.methods.count)
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      try standardOutput.writeLine(
        "\(report.output): learned from \(report.readings) readings of \(report.methods) methods by "
          + "\(report.participants) participants")
    }
    try standardOutput.flush()
  }
}
