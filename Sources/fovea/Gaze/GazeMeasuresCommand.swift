import ArgumentParser
import Basics
import Programs
import ReadingTables
import Runs

/// `fovea gaze measures`: the eye-movement measures of reading, by label or for each token.
struct GazeMeasuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measures",
    abstract: "Computes the measures of reading: fixations, first-pass and total times, regressions.",
    discussion: """
      For each label, means over its tokens in all readings: the share of tokens fixated, and fixated before any later \
      token (first pass); fixations; the duration of the first fixation and of the first pass (gaze duration), and the \
      time until a later token is fixated (regression path), over tokens with a first pass; the total time of tokens \
      that were fixated; regressions into and out of a token. A fixation on a box of several tokens is divided by the \
      lengths of their texts (docs/method.md). Code is read less linearly than prose, so first-pass measures say less \
      than total time.

      --by token gives each token of each reading, for your own statistics; readings of one person and of one method \
      are not independent.

      EXAMPLES:
        fovea gaze measures trials.jsonl
        fovea gaze measures trials.jsonl --json
        fovea gaze measures trials.jsonl --by token --format csv > tokens.csv
      """)

  /// What a row is.
  enum Row: String, ExpressibleByArgument, CaseIterable { case label, token }

  @OptionGroup var trials: TrialOptions

  @Option(help: ArgumentHelp("What a row is: label or token.", valueName: "unit"))
  var by = Row.label

  @Option(help: ArgumentHelp("The output format: table, csv, latex or markdown.", valueName: "form"))
  var format: TextTable.Form?

  @Flag(help: "Print one JSON object for each row.")
  var json = false

  func validate() throws {
    if json && format != nil { throw ValidationError("--json has no other format; it does not go with --format") }
  }

  func run() throws {
    let table = ReadingMeasureTable(try trials.load().mapped)
    let output = StandardOutput()
    switch (by, json) {
    case (.label, true): for row in table.labels { try output.writeLine(JSONLines.line(row)) }
    case (.token, true): for row in table.tokens { try output.writeLine(JSONLines.line(row)) }
    case (.label, false): try output.writeLine(table.labelTable.rendered(format ?? .table))
    case (.token, false): try output.writeLine(table.tokenTable.rendered(format ?? .table))
    }
    try output.flush()
  }
}
