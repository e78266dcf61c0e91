import ArgumentParser
import Basics
import Programs
import Scanpaths

/// `fovea gaze augment`: extends F to F★, and generates additional scanpaths.
struct GazeAugmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "augment",
    abstract: "Augments scanpaths: extends the fixated tokens F to F★, and generates variants of each scanpath.",
    discussion: """
      Writes a line {"participant", "method", "variant", "tokens": [{"text", "label", "fixated", "order", "pattern", \
      "weight"}, …]} with the tokens of F★ for each trial; variant 0 is the recorded scanpath. The report shows how \
      far the label bigrams of the expanded set are from the recorded ones (Jensen–Shannon distance).

      EXAMPLES:
        fovea gaze augment trials.jsonl --output augmented.jsonl
        fovea gaze augment trials.jsonl --output augmented.jsonl --variants 8 --radius 2 --seed 7 --json
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var events: EventOptions

  @Option(help: ArgumentHelp("The file for F★, as JSON lines.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("F★ adds tokens of the same label up to this many lines away.", valueName: "lines"))
  var radius = 3

  @Option(help: ArgumentHelp("Variants of each scanpath.", valueName: "count"))
  var variants = 4

  @Option(help: ArgumentHelp("The seed for the variants.", valueName: "number"))
  var seed: UInt64 = 1

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  private struct Line: Encodable {
    struct Token: Encodable {
      let text: String
      let label: String
      let fixated: Bool
      let order: Int
      let pattern: Int
      let weight: Double
    }

    let participant: String
    let method: String
    let variant: Int
    let tokens: [Token]
  }

  func run() throws {
    try OutputConflict.check(output, inputs: trials.inputs)
    let corpus = try trials.load(events).corpus
    var settings = AugmentationSettings()
    settings.adjacencyLines = radius
    try settings.validate()
    var expansion = ExpansionSettings()
    expansion.adjacencyLines = radius
    expansion.variants = variants
    try expansion.validate()
    let augmenter = Augmenter(corpus: corpus, settings: settings)
    let expander = ScanpathExpander(corpus: corpus, patterns: augmenter.patterns, settings: expansion)
    let made = expander.variants(seed: seed)
    let expanded = try ScanpathSet(codes: corpus.codes, scanpaths: made.map(\.scanpath), unit: corpus.unit)
    try AtomicFile.write(
      (lines(augmenter.augment(corpus), of: corpus, numbers: corpus.scanpaths.map { _ in 0 })
        + lines(augmenter.augment(expanded), of: expanded, numbers: made.map(\.number))).joined(), to: output)
    try show(ExpansionReport(made, of: expander))
  }

  private func lines(_ augmented: [AugmentedScanpath], of corpus: ScanpathSet, numbers: [Int]) throws -> [String] {
    try augmented.indices.map { index in
      let tokens = zip(corpus.code(ofScanpath: index).tokens, augmented[index].tokens).filter { $1.isIncluded }
      let line = Line(
        participant: augmented[index].participant, method: augmented[index].code, variant: numbers[index],
        tokens: tokens.map { token, gaze in
          Line.Token(
            text: token.text, label: token.label.rawValue, fixated: gaze.isFixated, order: gaze.order,
            pattern: gaze.pattern, weight: gaze.weight)
        })
      return try JSONLines.line(line) + "\n"
    }
  }

  private func show(_ report: ExpansionReport) throws {
    let output = StandardOutput()
    if json {
      try output.writeJSON(report)
    } else {
      try output.writeLine("recorded scanpaths   \(report.recordedScanpaths), \(report.recordedVisits) events")
      try output.writeLine(
        "variants             \(report.variants), \(report.distinctVariants) distinct, \(report.variantVisits) events")
      try output.writeLine(
        "events               \(report.changes.substituted) moved, \(report.changes.inserted) inserted, "
          + "\(report.changes.skipped) skipped, \(report.changes.unreachable) out of reach")
      try output.writeLine("widest transition    \(report.reachLines) lines")
      try output.writeLine("Jensen–Shannon distance of label bigrams, expanded set   \(report.distanceOfExpandedSet)")
      if let distance = report.distanceOfVariants {
        try output.writeLine("Jensen–Shannon distance of label bigrams, variants       \(distance)")
      }
    }
    try output.flush()
  }
}
