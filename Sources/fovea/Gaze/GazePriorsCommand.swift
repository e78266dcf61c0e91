import ArgumentParser
import Basics
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
      (beta_distribution.json, monogram_counts.json, bigram_counts.json, trigram_counts.json, indexed_ngrams.json).

      EXAMPLES:
        fovea gaze priors trials.jsonl --output priors/
        fovea gaze priors --show priors/ --json
      """)

  @Argument(help: ArgumentHelp("Trials from `fovea gaze import`.", valueName: "file"))
  var trials: String?

  @OptionGroup var events: EventOptions

  @Option(help: ArgumentHelp("Show the priors in this folder instead.", valueName: "dir"))
  var show: String?

  @Option(help: ArgumentHelp("A folder for EyeMulator's files.", valueName: "dir"))
  var output: String?

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
    guard show == nil || events.events == .merged else {
      throw ValidationError("--events has no effect on priors that are only shown")
    }
  }

  func run() throws {
    if let show {
      let files = try EyeMulatorPriorFiles(folder: show)
      if let output { try write(files, to: output) }
      return try print(files.labelPriors(), of: .folder(show))
    }
    let corpus = try TrialOptions.load(trials ?? "", events).corpus
    let priors = LabelPriors(corpus: corpus)
    if let output { try write(EyeMulatorPriorFiles(priors), to: output) }
    try print(priors, of: .readings(corpus.scanpaths.count))
  }

  private func write(_ files: EyeMulatorPriorFiles, to folder: String) throws {
    try Folder.make(folder)
    try files.write(toFolder: folder)
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
