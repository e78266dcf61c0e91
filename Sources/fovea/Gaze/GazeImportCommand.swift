import ArgumentParser
import Basics
import Configuration
import Foundation
import Importers
import Programs
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
      box_radius and more (docs/formats.md).

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

  @Option(help: ArgumentHelp("A folder of EyeLink .ias files.", valueName: "dir"))
  var interestAreas: String?

  @Option(help: ArgumentHelp("The plug-in's XML that belongs to iTrace's core XML.", valueName: "file"))
  var plugin: String?

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
    help: ArgumentHelp("A setting of cleaning and detection; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup var choice: TrialSelectionOptions

  @Flag(help: "Print the report as one JSON object.")
  var json = false

  func run() throws {
    let progress = ProgressWriter()
    let (trials, report) = try settings().run(files) { count in
      progress.update { elapsed in
        ProgressLine(label: "importing", completed: count, total: 0, elapsed: elapsed, unit: "trials")
      }
    }
    progress.finish()
    try TrialFile.write(trials, to: output)
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      for line in report.lines { try standardOutput.writeLine(line) }
    }
    try standardOutput.flush()
  }

  private func settings() throws -> GazeImportRun {
    var run = GazeImportRun()
    run.format = format
    run.selection = try choice.selection()
    run.fixations = try ConfigurationLoader.load(FixationSettings.self, assignments: assignments)
    if let drift {
      // Thresholds from --set stay.
      run.fixations.drift = run.fixations.drift ?? DriftSettings()
      run.fixations.drift?.algorithm = drift
    }
    if let screen {
      let sides = screen.lowercased().split(separator: "x").map { Double($0) }
      guard sides.count == 2, let width = sides[0], let height = sides[1] else {
        throw ValidationError("--screen is '\(screen)'; give width and height in pixels, as in 1920x1080")
      }
      (run.importing.screenWidth, run.importing.screenHeight) = (width, height)
    }
    for alias in alias {
      let names = alias.split(separator: "=", maxSplits: 1).map(String.init)
      guard names.count == 2 else { throw ValidationError("--alias is '\(alias)'; give RECORDED=FILED") }
      run.importing.stimulusAliases[names[0]] = names[1]
    }
    run.importing.code = code
    run.importing.boxes = boxes
    run.importing.interestAreas = interestAreas
    run.importing.plugin = plugin
    run.importing.participant = participant
    run.importing.timeUnit = timeUnit
    run.importing.coordinateUnit = coordinates
    run.importing.source = source
    run.importing.eyes = eyes
    return run
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
