import ArgumentParser
import Basics
import Configuration
import Foundation
import Programs
import ReadingTables
import Recordings
import Runs

/// `fovea gaze drift`: compares the drift algorithms, and corrects trials with one of them.
struct GazeDriftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Compares algorithms that correct vertical drift, and corrects trials with one of them.",
    discussion: """
      --compare shows what every algorithm would do: the share of fixations on a box before and after, how many of \
      those on a box stay on it, how far fixations move in line spacings, how many change their line, and how far the \
      algorithms agree with each other and with their vote. More fixations on boxes is no evidence of a better \
      correction: whoever moves everything to the middle of lines hits more boxes, right or wrong. Look at the shift, \
      the agreement and some trials on the gaze page (docs/drift.md).

      --algorithm writes corrected trials. Fixations keep where they were (raw_x, raw_y); their boxes and tokens are \
      found again. Trials without boxes or positions are written as they were, and counted. A trial that was corrected \
      before is corrected from where its fixations were.

      EXAMPLES:
        fovea gaze drift trials.jsonl --compare
        fovea gaze drift trials.jsonl --compare --by trial --format csv > drift.csv
        fovea gaze drift trials.jsonl --algorithm chain --set chain_y=20 --output corrected.jsonl
        fovea gaze drift trials.jsonl --compare --only 'participant=P2*' --json
      """)

  /// What a row of the comparison is.
  enum Unit: String, ExpressibleByArgument, CaseIterable { case all, trial }

  @OptionGroup var trials: TrialOptions

  @Flag(help: "Compare all algorithms.")
  var compare = false

  @Option(help: ArgumentHelp("Correct the trials with this algorithm.", valueName: "name"))
  var algorithm: DriftAlgorithm?

  @Option(help: ArgumentHelp("The file for the corrected trials.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("With --compare: all trials together, or each trial.", valueName: "unit"))
  var by: Unit?

  @Option(help: ArgumentHelp("With --compare: table, csv, latex or markdown.", valueName: "form"))
  var format: TextTable.Form?

  @Option(
    help: ArgumentHelp(
      "A fixation outside all boxes belongs to the nearest one within this distance; give what the import was given.",
      valueName: "pixels"))
  var boxRadius = 0.0

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A threshold, such as chain_y=20 (docs/drift.md); may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard compare != (algorithm != nil) else {
      throw ValidationError("give --compare, or --algorithm NAME with --output FILE")
    }
    if compare && output != nil { throw ValidationError("--compare writes no trials; --output goes with --algorithm") }
    if !compare && output == nil { throw ValidationError("--algorithm needs --output, the file for the trials") }
    if !compare && (by != nil || format != nil) { throw ValidationError("--by and --format go with --compare") }
    if json && format != nil { throw ValidationError("--json has no other format; it does not go with --format") }
    if assignments.contains(where: { $0.hasPrefix("algorithm=") }) {
      throw ValidationError("--set changes thresholds; choose the algorithm with --algorithm")
    }
    guard boxRadius.isFinite && boxRadius >= 0 else { throw ValidationError("--box-radius must be at least 0") }
  }

  func run() throws {
    var settings = try ConfigurationLoader.load(DriftSettings.self, assignments: assignments)
    if let algorithm, let output {
      settings.algorithm = algorithm
      return try correct(with: settings, to: output)
    }
    let chosen = try trials.read()
    let progress = ProgressWriter()
    let report = try DriftComparisonReport(chosen, settings, boxRadius: boxRadius, isByTrial: by == .trial) { count in
      progress.update { elapsed in
        ProgressLine(label: "comparing", completed: count, total: chosen.count, elapsed: elapsed, unit: "trials")
      }
    }
    progress.finish()
    noteOmissions(report.trialsNotCompared, of: chosen.count, report.firstNotCompared, "compared")
    if let warning = report.warning { Console.standardError.warn(warning) }
    let standardOutput = StandardOutput()
    try json ? standardOutput.writeJSON(report) : standardOutput.writeLine(report.rendered(format ?? .table))
    try standardOutput.flush()
  }

  private func correct(with settings: DriftSettings, to output: String) throws {
    try OutputConflict.check(output, inputs: trials.inputs)
    var run = GazeDriftRun()
    run.settings = settings
    run.boxRadius = boxRadius
    let (corrected, report) = try run.run(try trials.read())
    try TrialFile.write(corrected, to: output)
    noteOmissions(report.trialsNotCorrected, of: report.trials, report.firstNotCorrected, "corrected")
    if let row = report.result, row.meanShift ?? 0 > DriftShift.doubtful {
      Console.standardError.warn(
        "\(row.algorithm) moved fixations by \((row.meanShift ?? 0).decimals()) lines on average, more than half a "
          + "line; compare the algorithms, and look at trials, before using these")
    }
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      for line in report.lines { try standardOutput.writeLine(line) }
    }
    try standardOutput.flush()
  }

  private func noteOmissions(_ count: Int, of total: Int, _ first: String?, _ what: String) {
    guard count > 0 else { return }
    Console.standardError.note(
      "\(count) of \(total) trials not \(what), without boxes or positions, first at \(first ?? "")")
  }
}

extension GazeDriftRun.Report {
  /// The report as readable lines.
  fileprivate var lines: [String] {
    func percent(_ share: Double?) -> String { share.map { "\((100 * $0).decimals(1)) %" } ?? "–" }
    var lines = ["\(algorithm): \(trials - trialsNotCorrected) of \(trials) trials corrected"]
    if let result {
      lines.append(
        "\(fixationsNearText) of \(fixations) fixations assigned to lines, by \((result.meanShift ?? 0).decimals()) "
          + "lines on average, \(result.largestShift.decimals()) at most; \(percent(result.changedLineShare)) to "
          + "another line than the nearest")
      lines.append(
        "on a box: \(percent(onBoxShare)) before, \(percent(result.onBoxShare)) after; of those before, "
          + "\(percent(result.keptBoxShare)) on the same box")
    }
    if let tokens {
      lines.append("\(tokens.mappedFixations) of \(tokens.fixations) fixations on tokens")
    }
    return lines
  }
}
