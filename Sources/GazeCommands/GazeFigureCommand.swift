import ArgumentParser
import Basics
import GazeView
import Programs
import Scanpaths
import Studies

/// `fovea gaze figure`: figures for papers.
struct GazeFigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Draws figures for papers: looking time and scanpaths over code, F★, matrices, motifs.",
    discussion: """
      Kinds of one trial: heat, scanpath, both, f (F and F★) and dwell (looking time by line). Kinds of one method: \
      population (mean looking time of its readers) and similarity (of its readers' scanpaths). Kinds of all chosen \
      trials: transitions (between labels) and motifs.

      The format follows the extension of --output: .svg, .pdf or .png; the last two need rsvg-convert of \
      librsvg2-bin. A folder gets one file for each trial or method, and must exist or end with a slash. Captions count \
      what is shown. docs/gaze-figures.md shows all kinds.

      EXAMPLES:
        fovea gaze figure trials.jsonl --kind both --method m1 --participant p3 --output both.pdf
        fovea gaze figure trials.jsonl --kind scanpath --method m1 --participant p3 --first 40 --output path.svg
        fovea gaze figure trials.jsonl --kind heat --labels --palette grey --output figures/ --format pdf
        fovea gaze figure trials.jsonl --kind population --method m1 --width 84 --output m1.png --dpi 600
        fovea gaze figure trials.jsonl --kind similarity --method m1 --measure labels --output readers.svg
      """)

  @OptionGroup var trials: TrialOptions

  @Option(
    help: ArgumentHelp(
      "What to draw: \(FigureKind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"),
    transform: { try namedValue($0, "kind") })
  var kind: FigureKind

  @Option(help: ArgumentHelp("The file of the figure, or a folder for one file each.", valueName: "path"))
  var output: String

  @Option(
    help: ArgumentHelp("The format of files in a folder: svg, pdf or png (default: svg).", valueName: "name"),
    transform: { try namedValue($0, "format") })
  var format: PictureFormat?

  @Option(help: ArgumentHelp("Only trials of this method; may be repeated.", valueName: "name"))
  var method: [String] = []

  @Option(help: ArgumentHelp("Only trials of this participant; may be repeated.", valueName: "name"))
  var participant: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only this one of a participant's readings of a method, counted from 1 in the order of the file.",
      valueName: "number"))
  var reading: Int?

  @Option(help: ArgumentHelp("Only the first fixations of each trial.", valueName: "count"))
  var first: Int?

  @Option(
    help: ArgumentHelp(
      "Only these fixations of each trial: 20..60 by number, counted from 1, or 1500..9000ms by when they begin, from the first.",
      valueName: "A..B"),
    transform: { text in
      guard let range = FixationChoice(range: text) else {
        throw ValidationError("\"\(text)\" is no range; give numbers as in 20..60, or a time as in 1500..9000ms")
      }
      return range
    })
  var range: FixationChoice?

  @Flag(help: "Mark the label of each token.")
  var labels = false

  @Option(
    help: ArgumentHelp(
      "Colours: \(FigurePalette.allCases.map(\.rawValue).joined(separator: ", ")) (default: orange).",
      valueName: "name"), transform: { try namedValue($0, "palette") })
  var palette = FigurePalette.orange

  @Option(help: ArgumentHelp("The figure's width (default: 84 to 174, as the text needs).", valueName: "mm"))
  var width: Double?

  @Flag(help: "Leave out the title and the counts above the figure.")
  var noCaption = false

  @Option(help: ArgumentHelp("The resolution of PNG (default: 300).", valueName: "pixels per inch"))
  var dpi: Double?

  @Option(
    help: ArgumentHelp("The size of PNG in relation to 96 pixels per inch, instead of --dpi.", valueName: "factor"))
  var scale: Double?

  @Option(help: ArgumentHelp("With f: F★ adds tokens up to this many lines away (default: 3).", valueName: "lines"))
  var radius: Int?

  @Option(
    help: ArgumentHelp(
      "With similarity: \(ScanpathSimilarity.Measure.allCases.map(\.rawValue).joined(separator: ", ")) (default: tokens).",
      valueName: "name"), transform: { try namedValue($0, "measure") })
  var measure: ScanpathSimilarity.Measure?

  @Option(help: ArgumentHelp("With motifs: how many to show (default: 15).", valueName: "count"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "With f, similarity, transitions and motifs: what counts as one event (default: merged; see fovea gaze motifs).",
      valueName: "unit"))
  var events: EventUnit?

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    for (option, isGiven, needs, has) in [
      ("--labels", labels, "a kind that shows code", kind.showsCode),
      (
        "--events", events != nil, "a kind that depends on events: f, similarity, transitions or motifs",
        kind.readsEvents
      ),
      ("--radius", radius != nil, "--kind f", kind == .f),
      ("--measure", measure != nil, "--kind similarity", kind == .similarity),
      ("--top", top != nil, "--kind motifs", kind == .motifs),
    ] where isGiven && !has {
      throw ValidationError("\(option) has no effect with --kind \(kind.rawValue); it needs \(needs)")
    }
    if first != nil && range != nil { throw ValidationError("give --first or --range, not both") }
    if dpi != nil && scale != nil { throw ValidationError("give --dpi or --scale, not both") }
    for (option, number) in [("--first", first), ("--reading", reading), ("--top", top)] {
      if let number, number < 1 { throw ValidationError("\(option) is \(number); give a number from 1") }
    }
    if let radius, radius < 0 { throw ValidationError("--radius is \(radius); give a number of lines") }
    try Self.require(width, "--width", in: FigureSettings.widths)
    try Self.require(dpi, "--dpi", in: 20...2400)
    try Self.require(scale, "--scale", in: 0.1...25)
  }

  func run() throws {
    let target = try FigureTarget(output, format: format, kind: kind)
    if target.format != .png, dpi != nil || scale != nil {
      throw ValidationError("--dpi and --scale are for PNG; .\(target.format.rawValue) has no pixels")
    }
    let writer = try PictureWriter([target.format], resolution: scale.map { $0 * 96 } ?? dpi ?? 300)
    var selection = try FigureSelection(
      trials.read(), path: trials.trials, methods: method, participants: participant, reading: reading, choice: choice,
      kind: kind)
    let run = FigureRun(kind: kind, settings: settings, drawing: drawing)
    let figures = try run.figures(of: &selection)
    let paths = try target.paths(of: figures, input: trials.trials)
    var report = FigureReport(kind: kind, leftOut: selection.leftOut)
    for (figure, path) in zip(figures, paths) {
      let drawn = try run.draw(figure)
      try writer.write(drawn, to: path)
      report.add(figure, drawn, path: path)
    }
    for note in report.notes { Console.standardError.note(note) }
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      for line in report.lines { try standardOutput.writeLine(line) }
    }
    try standardOutput.flush()
  }

  private var choice: FixationChoice { first.map { .first($0) } ?? range ?? .all }

  private var settings: FigureSettings {
    var settings = FigureSettings()
    settings.palette = palette
    settings.width = width
    settings.showsLabels = labels
    settings.showsCaption = !noCaption
    return settings
  }

  private var drawing: FigureRun.Drawing {
    FigureRun.Drawing(
      title: trials.trials.split(separator: "/").last.map(String.init) ?? trials.trials, radius: radius ?? 3,
      measure: measure ?? .tokens, top: top ?? 15, unit: events ?? .merged)
  }

  private static func require(_ value: Double?, _ option: String, in range: ClosedRange<Double>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("\(option) is \(value); give a number from \(range.lowerBound) to \(range.upperBound)")
  }
}

/// The value of an enumeration with this name.
private func namedValue<Value: RawRepresentable & CaseIterable>(_ text: String, _ what: String) throws -> Value
where Value.RawValue == String {
  if let value = Value(rawValue: text) { return value }
  let names = Value.allCases.map(\.rawValue)
  let guess = NearestName.nearest(to: text, among: names).map { "did you mean '\($0)'? " } ?? ""
  throw ValidationError("there is no \(what) '\(text)'; \(guess)use one of \(names.joined(separator: ", "))")
}
