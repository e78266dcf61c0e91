import ArgumentParser
import Basics
import CommandOptions
import Programs
import Runs
import Studies

/// `fovea gaze predict score`: how well gaze is predicted on held-out methods and people.
struct GazePredictScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores gaze predictors on held-out methods and participants.",
    discussion: """
      Trains a predictor without a fold of the methods, of the participants, or of both, and scores it on the readings \
      left out: log-loss and AUC of the fixated tokens, and rank correlation and gain over even attention for the \
      looking time. Beside it stand the same head without the encoder's states, the label prior, the other readers \
      of the method, and chance.

      EXAMPLES:
        fovea gaze predict score trials.jsonl --model run/checkpoints/best
        fovea gaze predict score trials.jsonl --model codet5-base --folds 10 --json > scores.json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var model: ModelOptions

  @Option(help: ArgumentHelp("Most subwords of a method, including <s> and </s>.", valueName: "count"))
  var maxSource = 512

  @Option(help: ArgumentHelp("Number of folds of methods and of participants.", valueName: "count"))
  var folds = 5

  @Option(help: ArgumentHelp("The seed for everything random.", valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws { try requireLength(maxSource, "--max-source") }

  func run() throws {
    var study = GazePredictionStudy()
    study.seed = seed
    study.folds = folds
    try study.validate()
    let loaded = try trials.load()
    let corpus = try StudyScanpaths(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.mapped.sources)
    let (model, tokenizer) = try model.load()
    let reader = EncoderStateReader(model, tokenizer, limit: maxSource)
    let (states, cut) = try reader.states(of: corpus.methods.map(\.code), sources: loaded.mapped.sources)
    if !cut.isEmpty {
      Console.standardError.note("\(cut.count) methods are longer than --max-source; only their beginning is scored")
    }
    let progress = ProgressWriter()
    let result = try study.run(corpus, states: states) { done, all in
      progress.update { elapsed in
        ProgressLine(label: "scoring", completed: done, total: all, elapsed: elapsed, unit: "folds")
      }
    }
    progress.finish()
    let output = StandardOutput()
    try json ? output.writeJSON(result) : output.writeLine(result.markdown)
    try output.flush()
  }
}
