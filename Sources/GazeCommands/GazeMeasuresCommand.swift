import ArgumentParser
import Basics
import CommandOptions
import Programs
import ReadingTables

/// `fovea gaze measures`: the eye-movement measures of reading, of tokens, lines, boxes and labels.
struct GazeMeasuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measures",
    abstract: "Computes the measures of reading: fixations, first-pass and total times, regressions.",
    discussion: """
      Without options, means for each label over its tokens in all trials, with 95 % intervals that are clustered by \
      participants and methods. --by token, line or box gives the measures of each of these in each trial: the first \
      pass of a line is that of the line, not a sum over its tokens. --per participant, method or all gives means over \
      them instead, a unit counting once for each trial; --by label --per trial gives each trial's means.

      First-pass measures (first fixation, single fixation, gaze duration, regression path) are over units with a first \
      pass, total and second-pass time over units that were fixated, the rest over all. A fixation on a box of several \
      tokens is divided by the lengths of their texts; --by box and --by line leave it whole. Code is read less linearly \
      than prose, so first-pass measures say less than total time. docs/gaze-tables.md describes every column.

      EXAMPLES:
        fovea gaze measures trials.jsonl
        fovea gaze measures trials.jsonl --by token --format csv > tokens.csv
        fovea gaze measures trials.jsonl --by line --per method --output lines.tsv
        fovea gaze measures trials.jsonl --by label --per participant --json
      """)

  /// The forms of a table: those for other programs, and those for people and papers.
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, tsv, jsonl, latex, markdown }

  @OptionGroup var trials: TrialOptions

  @Option(help: ArgumentHelp("What is measured: token, line, box or label.", valueName: "unit"))
  var by = ReadingUnit.label

  @Option(
    help: ArgumentHelp(
      "What a row is about: trial, participant, method or all (default: trial; for labels all).", valueName: "group"))
  var per: SummaryGroup?

  @Option(
    help: ArgumentHelp(
      "table, csv, tsv, jsonl, latex or markdown (default: as the output's name ends, else table).", valueName: "form"))
  var format: Format?

  @Option(help: ArgumentHelp("The file to write, whole or not at all (default: standard output).", valueName: "file"))
  var output: String?

  @Flag(help: "Print one JSON object for each row: --format jsonl.")
  var json = false

  func validate() throws {
    if json && format != nil { throw ValidationError("--json has no other format; it does not go with --format") }
    try OutputEnding.checkTable(output, isFormGiven: json || format != nil)
  }

  func run() throws {
    try OutputConflict.check(output, inputs: trials.inputs)
    let set = try trials.readings()
    let group = per ?? (by == .label ? .all : .trial)
    if by != .label, group == .trial {
      try write(MeasureTable.definition(by), MeasureTable.rows(set, unit: by))
    } else {
      try write(MeasureSummary.definition(by, per: group), MeasureSummary.rows(set, unit: by, per: group))
    }
    if let note = set.leftOut(of: by) { Console.standardError.note(note) }
  }

  private func write<Row>(_ table: TableDefinition<Row>, _ rows: [Row]) throws {
    guard !rows.isEmpty else { throw NothingToTabulate(path: trials.trials, unit: by) }
    var destination = TableOutputOptions()
    destination.output = output
    let named = json ? Format.jsonl : format ?? output.flatMap { TableForm(ofFile: $0) }.map(Format.init) ?? .table
    if let form = TableForm(rawValue: named.rawValue) {
      destination.format = form
      return try destination.write(table, rows)
    }
    let text = table.textTable(rows).rendered(TextTable.Form(rawValue: named.rawValue) ?? .table)
    if let output { return try AtomicFile.write(text + "\n", to: output) }
    let standard = StandardOutput()
    try standard.writeLine(text)
    try standard.flush()
  }
}

extension GazeMeasuresCommand.Format {
  fileprivate init(_ form: TableForm) {
    self =
      switch form {
      case .csv: .csv
      case .tsv: .tsv
      case .jsonl: .jsonl
      }
  }
}

extension ReadingUnit: ExpressibleByArgument {}
extension SummaryGroup: ExpressibleByArgument {}
