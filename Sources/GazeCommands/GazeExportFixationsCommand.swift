import ArgumentParser
import ReadingTables

/// `fovea gaze export fixations`.
struct GazeExportFixationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fixations", abstract: "One row for each fixation: its time, place, box, token and label.")

  @OptionGroup var trials: TrialOptions

  @OptionGroup var table: TableOutputOptions

  func run() throws {
    try table.check(inputs: trials.inputs)
    try table.write(FixationTable.definition, FixationTable.rows(trials.readings()))
  }
}
