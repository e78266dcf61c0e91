import ArgumentParser
import Basics
import Programs
import Runs
import Scanpaths
import Studies

/// `fovea gaze agreement`: how well attention can be predicted, and how similar readers are.
struct GazeAgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Studies how well attended tokens can be predicted, and how similar people's scanpaths are.",
    discussion: """
      Predicts attended tokens for held-out participants and held-out methods in four ways: from label salience with \
      patterns and adjacency, from the label prior alone, at random, and from other readers. Reports precision, recall \
      and F1 by label and by position, at a tolerance of 0 to 3 lines. Intervals are clustered by participants and \
      methods, and name the numbers of both (docs/study.md). With \
      --similarity, compares the scanpaths of different readers of each method instead.

      With --model, a model's attention to the source is another predictor, and its agreement with looking time is \
      reported: among tokens, the share on fixated ones above even, the rank correlation and the cross-entropy, beside \
      those of even attention, the label prior, other readers and looking time on another method. --methods \
      restricts everything to methods that the model was not trained on; a run with gaze.held_out_share lists them in \
      held-out-methods.txt in its folder. Trials that cannot be used are counted by reason on standard error.

      EXAMPLES:
        fovea gaze agreement trials.jsonl
        fovea gaze agreement trials.jsonl --folds 5 --seed 7 --json > study.json
        fovea gaze agreement trials.jsonl --similarity
        fovea gaze agreement trials.jsonl --model run/checkpoints/best --targets methods.jsonl --methods run/held-out-methods.txt
        fovea gaze agreement trials.jsonl --model reward/checkpoints/best --against base/checkpoints/best --json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var events: EventOptions

  @OptionGroup var attention: AttentionOptions

  @Option(help: ArgumentHelp("Another model to compare with, trial by trial.", valueName: "dir"))
  var against: String?

  @Option(help: ArgumentHelp("Score only trials of these methods; a file with one id per line.", valueName: "file"))
  var methods: String?

  @Flag(help: "Compare scanpaths of different readers instead.")
  var similarity = false

  @Option(help: ArgumentHelp("Number of folds of methods (default: 10).", valueName: "count"))
  var folds: Int?

  @Option(help: ArgumentHelp("The seed of folds and random predictions (default: 0).", valueName: "number"))
  var seed: UInt64?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if similarity && (attention.model != nil || methods != nil) {
      throw ValidationError("--similarity compares people; it goes with neither --model nor --methods")
    }
    if similarity && (folds != nil || seed != nil) {
      throw ValidationError("--folds and --seed have no effect with --similarity, in which nothing is drawn")
    }
    if against != nil && attention.model == nil { throw ValidationError("--against needs --model") }
  }

  func run() throws {
    let loaded = try trials.load(events)
    let corpus = try StudyScanpaths(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.mapped.sources,
      unit: events.events)
    if similarity {
      let result = try SimilarityStudy().run(corpus)
      return try write(result, result.markdown)
    }
    var study = PredictionStudy()
    study.seed = seed ?? study.seed
    study.folds = folds ?? study.folds
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
