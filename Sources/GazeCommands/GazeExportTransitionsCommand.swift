import ArgumentParser
import Basics
import ReadingTables
import Scanpaths

/// `fovea gaze export transitions`.
struct GazeExportTransitionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transitions",
    abstract: "One row for each pair of labels, lines, tokens or boxes: how often, by trial.",
    discussion: """
      Transitions are between consecutive events of a trial's scanpath (--events): unless you choose otherwise, several \
      fixations in a row on the same token (with --unit box, in the same box) are one event. Fixations on nothing are \
      passed over.
      """)

  @OptionGroup var trials: TrialOptions

  @Option(help: ArgumentHelp("What the eyes go between: label, line, token or box.", valueName: "unit"))
  var unit = ReadingUnit.label

  @OptionGroup var events: EventOptions

  @OptionGroup var table: TableOutputOptions

  func validate() throws {
    if unit == .box, events.events == .tokens {
      throw ValidationError("--events tokens has no effect with --unit box: a fixation is in one box")
    }
  }

  func run() throws {
    try table.check(inputs: trials.inputs)
    let set = try trials.readings()
    let transitions = TransitionTable(unit: unit, events: events.events)
    guard set.readings.contains(where: { $0.measures(of: unit) != nil }) else {
      throw NothingToTabulate(path: trials.trials, unit: unit)
    }
    try table.write(transitions.definition, transitions.rows(set))
    if let note = set.leftOut(of: unit) { Console.standardError.note(note) }
  }
}
