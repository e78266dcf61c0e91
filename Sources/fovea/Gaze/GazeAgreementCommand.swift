import ArgumentParser
import Basics
import Programs
import Runs
import Scanpaths

/// `fovea gaze agreement`: how well attention can be predicted, and how alike readers are.
struct GazeAgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Studies how well one can say which tokens people look at, and how alike their scanpaths are.",
    discussion: """
      Attended tokens are predicted for held-out participants and for held-out methods, by label salience with patterns \
      and adjacency, by the label prior alone, at random, and by other readers; precision, recall and F1 by label and by \
      position, at a tolerance of 0 to 3 lines, with bootstrap intervals (docs/study.md). With --similarity the scanpaths \
      of different readers of each method are compared instead.

      With --model a model's attention to the source is one predictor more, and its mass on looked-at tokens (F) and on \
      F★ and its rank correlation with dwell time are measured, beside attention that is spread evenly. --methods \
      restricts all of this to methods that the model was not trained on; a run with gaze.held_out_share writes \
      held-out-methods.txt into its folder. Trials that do not fit are counted by reason on standard error.

      EXAMPLES:
        fovea gaze agreement trials.jsonl
        fovea gaze agreement trials.jsonl --folds 5 --seed 7 --json > study.json
        fovea gaze agreement trials.jsonl --similarity
        fovea gaze agreement trials.jsonl --model run/checkpoints/best --targets methods.jsonl --methods run/held-out-methods.txt
        fovea gaze agreement trials.jsonl --model reward/checkpoints/best --against base/checkpoints/best --json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var attention: AttentionOptions

  @Option(help: ArgumentHelp("Another model, whose attention is compared trial by trial.", valueName: "dir"))
  var against: String?

  @Option(help: ArgumentHelp("Score only trials of these methods, one id a line.", valueName: "file"))
  var methods: String?

  @Flag(help: "Compare scanpaths of different readers instead.")
  var similarity = false

  @Option(help: ArgumentHelp("Folds that the methods are dealt into.", valueName: "count"))
  var folds = 10

  @Option(help: ArgumentHelp("Rounds of the bootstrap.", valueName: "count"))
  var bootstrapRounds = 1000

  @Option(help: ArgumentHelp("What everything random is a function of.", valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if similarity && (attention.model != nil || methods != nil) {
      throw ValidationError("--similarity compares people; it goes with neither --model nor --methods")
    }
    if against != nil && attention.model == nil { throw ValidationError("--against needs --model") }
  }

  func run() throws {
    let loaded = try trials.load("agreement")
    let corpus = try StudyScanpaths(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.mapped.sources)
    if similarity {
      var study = SimilarityStudy()
      study.seed = seed
      study.bootstrapRounds = bootstrapRounds
      let result = try study.run(corpus)
      return try write(result, result.markdown)
    }
    var study = PredictionStudy()
    study.seed = seed
    study.folds = folds
    study.bootstrapRounds = bootstrapRounds
    let chosen = try chosenMethods(of: loaded)
    if let reader = try attention.reader() {
      let result = try ModelAgreement(
        corpus, sources: loaded.mapped.sources, path: trials.trials, methods: chosen, reader: reader,
        against: try against.map { try attention.reader(ofModel: $0) }, study: study)
      Console.standardError.note("\(result.account.summary)")
      return try write(result, result.markdown)
    }
    let result = try study.run(corpus, heldOutMethods: chosen)
    try write(result, result.markdown)
  }

  private func chosenMethods(of trials: LoadedTrials) throws -> Set<String>? {
    guard let methods else { return nil }
    let list = try MethodList(path: methods, known: trials.corpus.scanpaths.map(\.code))
    if !list.unknown.isEmpty {
      Console.standardError.note("\(list.unknown.count) methods of \(methods) have no trial")
    }
    return list.methods
  }

  private func write(_ result: some Encodable, _ markdown: String) throws {
    let output = StandardOutput()
    try json ? output.writeJSON(result) : output.writeLine(markdown)
    try output.flush()
  }
}
