import ArgumentParser
import Basics
import Configuration
import Foundation
import Importers
import Programs
import ReadingTables
import Recordings
import Runs

/// `fovea gaze import`: turns recordings into trials.
struct GazeImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turns recordings into trials: maps fixations to boxes and to the tokens of the code.",
    discussion: """
      Formats are recognised by the files' contents: \
      \(GazeFormat.allCases.filter { $0 != .eyeMulator }.map(\.rawValue).joined(separator: ", ")). Raw samples are \
      cleaned, and fixations are detected in them. --set changes the settings: cleaning.maximum_gap, \
      detection.algorithm=dispersion|velocity, detection.dispersion, detection.minimum_duration, filter.offset_y, \
      box_radius, stimulus_column, decimal_separator and more (docs/import-settings.md). An option that a recording's \
      format has no use for is refused.

      With --json the report is one JSON object: the files, the trials with their quality, what became of the \
      fixations, and the file and line of the first exclusion for each reason.

      EXAMPLES:
        fovea gaze import scanpaths.jsonl --code methods.jsonl --output trials.jsonl
        fovea gaze import fix_report_*.txt --interest-areas areas/ --code code/ --output trials.jsonl --drift attach
        fovea gaze import gaze.csv --boxes boxes.csv --screen 1920x1080 --output trials.jsonl \\
          --set detection.algorithm=velocity --set box_radius=20
      """)

  @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("The file for the trials, as JSON lines.", valueName: "file"))
  var output: String

  @Option(help: ArgumentHelp("The recordings' format (default: recognised).", valueName: "name"))
  var format: GazeFormat?

  @Option(help: ArgumentHelp("The screen's size in pixels.", valueName: "WxH"))
  var screen: String?

  @Option(help: ArgumentHelp("A folder with the stimuli's code, or EyeTrans's methods.jsonl.", valueName: "path"))
  var code: String?

  @Option(help: ArgumentHelp("A file of token boxes, or a folder of STIMULUS_boxes.csv.", valueName: "path"))
  var boxes: String?

  @Option(
    help: ArgumentHelp(
      "Areas of interest: a file or a folder of EyeLink's .ias, boxes, or the EMIP Toolkit's areas.", valueName: "path")
  )
  var interestAreas: String?

  @Option(help: ArgumentHelp("The plug-in's XML that belongs to iTrace's core XML.", valueName: "file"))
  var plugin: String?

  @Option(help: ArgumentHelp("The column or trial variable that names the stimulus (EyeLink).", valueName: "name"))
  var stimulusColumn: String?

  @Option(help: ArgumentHelp("The filter, or the runs, whose fixations to take from a database.", valueName: "name"))
  var filter: String?

  @Option(help: ArgumentHelp("The participant, for files that do not name one.", valueName: "name"))
  var participant: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Stimuli with files under another name.", valueName: "recorded=filed"))
  var alias: [String] = []

  @Option(help: "The recordings' unit of time (default: inferred).")
  var timeUnit: TimeUnit?

  @Option(help: "The unit of coordinates (default: inferred).")
  var coordinates: CoordinateUnit?

  @Option(help: "Whether to use the tracker's own fixations or its samples.")
  var source = GazeSource.automatic

  @Option(help: "Which eyes to use.")
  var eyes = EyeChoice.both

  @Option(help: ArgumentHelp("Correct vertical drift with this algorithm (docs/drift.md).", valueName: "name"))
  var drift: DriftAlgorithm?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A setting of the import; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup var choice: TrialSelectionOptions

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  /// The doubts about a trial that another import may remove.
  private static let warnedFlags: [QualityFlag] = [
    .lowOnBoxShare, .lowOnScreenShare, .lowValidShare, .shortFixations, .longFixations,
  ]

  func validate() throws {
    guard alias.isEmpty || code != nil || boxes != nil || interestAreas != nil else {
      throw ValidationError("--alias has an effect only with --code, --boxes or --interest-areas")
    }
  }

  func run() throws {
    let run = try settings()
    try OutputConflict.check(output, inputs: run.inputs(files) + choice.files)
    let progress = ProgressWriter()
    let (trials, report) = try run.run(files) { count in
      progress.update { elapsed in
        ProgressLine(label: "importing", completed: count, total: 0, elapsed: elapsed, unit: "trials")
      }
    }
    progress.finish()
    try TrialFile.write(trials, to: output)
    for sentence in QualityWarnings(trials, Self.warnedFlags).sentences { Console.standardError.warn(sentence) }
    if report.tokens == nil, !trials.isEmpty {
      Console.standardError.warn(
        "without code the trials have no tokens, which training, priors and most figures need; give the folder of the "
          + "stimuli's code with --code")
    }
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      for line in report.lines { try standardOutput.writeLine(line) }
    }
    try standardOutput.flush()
  }

  private func settings() throws -> GazeImportRun {
    var settings = GazeImportSettings()
    if let drift {
      settings.fixations.drift = DriftSettings()
      settings.fixations.drift?.algorithm = drift
    }
    settings.importing = try importSettings()
    settings = try ConfigurationLoader.load(over: settings, named: "the options", assignments: assignments)
    var run = GazeImportRun()
    run.format = format
    run.selection = try choice.selection()
    (run.importing, run.fixations) = (settings.importing, settings.fixations)
    return run
  }

  private func importSettings() throws -> ImportSettings {
    var importing = ImportSettings()
    if let screen {
      let sides = screen.lowercased().split(separator: "x").map { Double($0) }
      guard sides.count == 2, let width = sides[0], let height = sides[1] else {
        throw ValidationError("--screen is '\(screen)'; give width and height in pixels, as in 1920x1080")
      }
      (importing.screenWidth, importing.screenHeight) = (width, height)
    }
    for alias in alias {
      let names = alias.split(separator: "=", maxSplits: 1).map(String.init)
      guard names.count == 2 else { throw ValidationError("--alias is '\(alias)'; give RECORDED=FILED") }
      importing.stimulusAliases[names[0]] = names[1]
    }
    importing.code = code
    importing.boxes = boxes
    importing.interestAreas = interestAreas
    importing.plugin = plugin
    importing.stimulusColumn = stimulusColumn
    importing.filterRun = filter
    importing.participant = participant
    importing.timeUnit = timeUnit
    importing.coordinateUnit = coordinates
    importing.source = source
    importing.eyes = eyes
    return importing
  }
}

extension GazeImportRun.Report {
  /// The report as readable lines.
  fileprivate var lines: [String] {
    var lines = files.map { "\($0.path): \($0.format), \($0.rows) rows, \($0.trials) trials" }
    lines += files.flatMap { file in file.notes.map { "  note: \($0)" } }
    let reasons = files.reduce(into: [String: Int]()) { $0.merge($1.exclusions, uniquingKeysWith: +) }
    for (reason, count) in reasons.sorted(by: { $0.key < $1.key }) {
      let place = firstPlaces[reason].flatMap { $0.isEmpty ? nil : ", first at \($0)" } ?? ""
      lines.append("  \(reason.replacing("_", with: " ")): \(count)\(place)")
    }
    let fixations = trials.reduce(0) { $0 + $1.quality.fixations }
    if let note = selection?.note { lines.append(note) }
    lines.append("\(trials.count) trials, \(fixations) fixations")
    if let tokens {
      let share = String(format: "%.1f", 100 * tokens.mappedShare)
      lines.append("\(tokens.mappedFixations) of \(tokens.fixations) fixations on tokens (\(share) %)")
      lines += tokens.unmapped.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    }
    return lines
  }
}

extension GazeFormat: ExpressibleByArgument {}
extension TimeUnit: ExpressibleByArgument {}
extension CoordinateUnit: ExpressibleByArgument {}
extension GazeSource: ExpressibleByArgument {}
extension EyeChoice: ExpressibleByArgument {}
extension DriftAlgorithm: ExpressibleByArgument {}
