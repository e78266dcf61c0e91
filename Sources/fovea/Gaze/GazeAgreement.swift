import ArgumentParser
import Basics
import Experiments
import Gaze

/// `fovea gaze agreement`: how well attention can be predicted, and how alike readers are.
struct GazeAgreement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Studies how well one can say which tokens people look at, and how alike their scanpaths are.",
    discussion: """
      Attended tokens are predicted for held-out participants and for held-out methods, by label salience with patterns \
      and adjacency, by the label prior alone, at random, and by other readers; precision, recall and F1 by label and by \
      position, at a tolerance of 0 to 3 lines, with bootstrap intervals (docs/study.md). With --similarity the scanpaths \
      of different readers of each method are compared instead.

      EXAMPLES:
        fovea gaze agreement trials.jsonl
        fovea gaze agreement trials.jsonl --folds 5 --seed 7 --json > study.json
        fovea gaze agreement trials.jsonl --similarity
      """)

  @OptionGroup var trials: TrialOptions

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

  func run() throws {
    let loaded = try trials.load("agreement")
    let corpus = try StudyCorpus(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.dataset.sources)
    let output = StandardOutput()
    if similarity {
      var study = SimilarityStudy()
      study.seed = seed
      study.bootstrapRounds = bootstrapRounds
      let result = try study.run(corpus)
      try json ? output.writeJSON(result) : output.writeLine(result.markdown)
    } else {
      var study = PredictionStudy()
      study.seed = seed
      study.folds = folds
      study.bootstrapRounds = bootstrapRounds
      let result = try study.run(corpus)
      try json ? output.writeJSON(result) : output.writeLine(result.markdown)
    }
    try output.flush()
  }
}
