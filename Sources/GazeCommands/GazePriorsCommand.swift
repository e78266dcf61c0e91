import ArgumentParser
import Basics
import Corpus
import Foundation
import Programs
import Scanpaths

/// `fovea gaze priors`: how likely each label is to be looked at, and which labels follow it.
struct GazePriorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "priors",
    abstract: "Computes priors of attention from trials, or shows those in a folder.",
    discussion: """
      For each label, a Beta distribution of being looked at, and counts of label n-grams, in EyeMulator's files \
      (beta_distribution.json, monogram_counts.json, bigram_counts.json, trigram_counts.json, indexed_ngrams.json). \
      A file provenance.json beside them says which readings went in.

      A run that holds out readings accepts a folder of priors only if its provenance has none of them. --hold-out, \
      --folds, --fold and --fold-seed leave out what a run with the same gaze.hold_out holds out.

      EXAMPLES:
        fovea gaze priors trials.jsonl --output priors/
        fovea gaze priors trials.jsonl --hold-out methods --folds 8 --fold 2 --output priors-2/
        fovea gaze priors --show priors/ --json
      """)

  @Argument(help: ArgumentHelp("Trials from `fovea gaze import`.", valueName: "file"))
  var trials: String?

  @OptionGroup var choice: TrialSelectionOptions

  @OptionGroup var events: EventOptions

  @Option(help: ArgumentHelp("Show the priors in this folder instead.", valueName: "dir"))
  var show: String?

  @Option(help: ArgumentHelp("A folder for EyeMulator's files.", valueName: "dir"))
  var output: String?

  @Option(help: ArgumentHelp("Leave out a fold of the methods, participants or both.", valueName: "unit"))
  var holdOut: HoldOutSettings.Unit?

  @Option(help: ArgumentHelp("The number of folds, at least 2.", valueName: "number"))
  var folds: Int?

  @Option(help: ArgumentHelp("The fold to leave out, counted from 0.", valueName: "number"))
  var fold: Int?

  @Option(help: ArgumentHelp("The seed that decides the folds; 1 unless given.", valueName: "number"))
  var foldSeed: UInt64?

  @Flag(help: "Print one JSON object.")
  var json = false

  private struct Output: Encodable {
    struct Label: Encodable {
      let label: String
      let hits: Int
      let tokens: Int
      let alpha: Int
      let beta: Int
      let mean: Double
    }

    /// Where the priors come from, and what their means are.
    let source: String
    let quantity: String
    let labels: [Label]
  }

  func validate() throws {
    guard (trials == nil) != (show == nil) else { throw ValidationError("give trials, or --show DIR") }
    if show != nil && choice.isGiven {
      throw ValidationError("--only and --except choose trials; they have no effect with --show")
    }
    guard show == nil || events.events == .merged else {
      throw ValidationError("--events has no effect on priors that are only shown")
    }
    guard holdOut == nil || show == nil else {
      throw ValidationError("--hold-out has no effect on priors that are only shown")
    }
    guard (holdOut == nil) == (folds == nil) else { throw ValidationError("--hold-out and --folds belong together") }
    guard holdOut != nil || fold == nil && foldSeed == nil else {
      throw ValidationError("--fold and --fold-seed have no effect without --hold-out")
    }
    if let folds {
      guard folds >= 2 else { throw ValidationError("--folds must be at least 2, not \(folds)") }
      guard (0..<folds).contains(fold ?? 0) else {
        throw ValidationError("--fold must be below --folds, and is counted from 0")
      }
    }
  }

  /// What to leave out; nil for nothing.
  private var heldOut: HoldOutSettings? {
    guard let holdOut, let folds else { return nil }
    var settings = HoldOutSettings()
    (settings.by, settings.folds, settings.fold) = (holdOut, folds, fold ?? 0)
    settings.seed = foldSeed ?? settings.seed
    return settings
  }

  func run() throws {
    if let show {
      let files = try EyeMulatorPriorFiles(folder: show)
      if let output { try write(files, PriorProvenance.read(folder: show), to: output) }
      return try print(files.labelPriors(), of: .folder(show))
    }
    let heldOut = self.heldOut
    let path = trials ?? ""
    var corpus = try TrialOptions.load(path, events, choice).corpus
    if let heldOut {
      let held = try HoldOut(heldOut, of: corpus.scanpaths, keys: ("--folds", "--fold"))
      corpus = try ScanpathSet(
        codes: corpus.codes, scanpaths: corpus.scanpaths.filter { held.side(of: $0) == .training }, unit: corpus.unit)
    }
    let priors = LabelPriors(corpus: corpus)
    if let output {
      let provenance = PriorProvenance(
        of: corpus.scanpaths, trials: path, sha256: try Digest.sha256(of: path).digest,
        heldOut: heldOut)
      try write(EyeMulatorPriorFiles(priors), provenance, to: output)
    }
    try print(priors, of: .readings(corpus.scanpaths.count))
  }

  private func write(_ files: EyeMulatorPriorFiles, _ provenance: PriorProvenance?, to folder: String) throws {
    try Folder.make(folder)
    try files.write(toFolder: folder)
    try provenance?.write(toFolder: folder)
  }

  private func print(_ priors: LabelPriors, of source: PriorSource) throws {
    let labels = priors.salience.map {
      Output.Label(
        label: $0.label.rawValue, hits: $0.hits, tokens: $0.tokens, alpha: $0.alpha, beta: $0.beta, mean: $0.mean)
    }
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(Output(source: source.name, quantity: source.quantity, labels: labels))
    } else {
      try standardOutput.writeLine(source.sentence)
      for label in labels.sorted(by: { $0.mean > $1.mean }) {
        try standardOutput.writeLine(
          label.label.padding(toLength: 42, withPad: " ", startingAt: 0)
            + String(format: "%.3f   Beta(%d, %d)", label.mean, label.alpha, label.beta))
      }
    }
    try standardOutput.flush()
  }
}

extension HoldOutSettings.Unit: ExpressibleByArgument {}
