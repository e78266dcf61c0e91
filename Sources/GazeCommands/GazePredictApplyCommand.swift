import ArgumentParser
import Basics
import CommandOptions
import Programs
import Runs
import Syntax

/// `fovea gaze predict apply`: annotates code with predicted gaze.
struct GazePredictApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Annotates code that nobody has read with predicted gaze.",
    discussion: """
      Writes a trial for each method by the participant "simulated-predicted": fixations on the tokens most likely to be looked \
      at, in the order of the text, with durations in proportion to the predicted looking time. A run takes the file \
      as gaze.trials, with the same methods as gaze.targets. With --rows, writes EyeMulator's rows instead, with a \
      mask and an order but without patterns.

      EXAMPLES:
        fovea gaze predict apply train.jsonl --predictor predictor.json --model run/checkpoints/best --language java --output predicted.jsonl
        fovea gaze predict apply train.jsonl --predictor predictor.json --model run/checkpoints/best --language java --rows --output rows.jsonl
      """)

  @Argument(help: ArgumentHelp("JSON lines with \"code\", and \"method\" for its name.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The predictor that `fovea gaze predict train` wrote.", valueName: "file"))
  var predictor: String

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("The programming language.", valueName: "name"))
  var language: String

  @Option(help: ArgumentHelp("The output file.", valueName: "file"))
  var output: String

  @Flag(help: "Write EyeMulator's rows instead of trials.")
  var rows = false

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func run() throws {
    try OutputConflict.check(output, inputs: [file, predictor])
    let language = try ProgrammingLanguage(named: language)
    let loaded = try LoadedModel(
      model.model, tokenizer: model.tokenizer, threads: model.threads.count(), precision: model.precision.chosen)
    let predicted = PredictedGaze(
      try GazePredictorFile(reading: predictor, for: loaded), model: loaded, language: language)
    let methods = try JSONLines.read(GazeSynthesis.Method.self, from: file)
    guard !methods.isEmpty else {
      throw DataLineError(
        path: file, line: 0, problem: "the file holds no method", remedy: "check that it is the one meant")
    }
    let report =
      try rows ? predicted.writeRows(methods, to: output) : predicted.writeTrials(methods, to: output)
    if report.cut > 0 {
      Console.standardError.note("\(report.cut) methods are too long for the model, which reads only their beginning")
    }
    if report.leftOut > 0 { Console.standardError.note("\(report.leftOut) methods have no token that the model reads") }
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      try standardOutput.writeLine(
        "\(report.methods) methods, \(report.tokens) tokens, \(report.attended) of them predicted to be fixated")
    }
    try standardOutput.flush()
  }
}
