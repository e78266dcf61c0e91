import ArgumentParser
import Basics
import ReadingTables

/// `fovea gaze export aoi`.
struct GazeExportAOICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aoi", abstract: "One row for each area of interest and trial: its place, and the time spent in it.",
    discussion: """
      Areas that nobody looked at have rows too, if the trial has a layout; otherwise only those that its fixations \
      name. `fovea gaze measures --by box` gives the measures of reading of the same areas.
      """)

  @OptionGroup var trials: TrialOptions

  @OptionGroup var table: TableOutputOptions

  func run() throws {
    try table.check(inputs: trials.inputs)
    let set = try trials.readings()
    let rows = AreaTable.rows(set)
    guard !rows.isEmpty else { throw NothingToTabulate(path: trials.trials, unit: .box) }
    try table.write(AreaTable.definition, rows)
    let without = set.readings.count { $0.boxes.boxes.isEmpty }
    if without > 0 {
      Console.standardError.note("left out: \(without) of \(set.readings.count) trials without areas of interest")
    }
  }
}
