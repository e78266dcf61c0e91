import ArgumentParser
import ReadingTables

/// `fovea gaze export saccades`.
struct GazeExportSaccadesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saccades", abstract: "One row for each saccade: its amplitude, direction, and what it goes to.",
    discussion: """
      A saccade is the movement from a fixation to the next one of the trial, whatever lies between them. With \
      --screen-width-mm and --distance-mm, its amplitude is given in degrees of visual angle too; the screen's width in \
      pixels is that of each trial unless --screen-width-px gives it.
      """)

  @OptionGroup var trials: TrialOptions

  @Option(help: ArgumentHelp("The width of the visible screen in millimetres.", valueName: "mm"))
  var screenWidthMm: Double?

  @Option(help: ArgumentHelp("The distance from the eye to the screen in millimetres.", valueName: "mm"))
  var distanceMm: Double?

  @Option(help: ArgumentHelp("The screen's width in pixels (default: each trial's).", valueName: "px"))
  var screenWidthPx: Double?

  @OptionGroup var table: TableOutputOptions

  func validate() throws {
    guard (screenWidthMm == nil) == (distanceMm == nil) else {
      throw ValidationError("--screen-width-mm and --distance-mm go together: a visual angle needs both")
    }
    if screenWidthPx != nil, screenWidthMm == nil {
      throw ValidationError("--screen-width-px has no effect without --screen-width-mm and --distance-mm")
    }
    for (name, value) in [
      ("--screen-width-mm", screenWidthMm), ("--distance-mm", distanceMm), ("--screen-width-px", screenWidthPx),
    ] {
      if let value, !(value.isFinite && value > 0) { throw ValidationError("\(name) is \(value); give more than 0") }
    }
  }

  func run() throws {
    try table.check(inputs: trials.inputs)
    let set = try trials.readings()
    var geometry: SaccadeGeometry?
    if let screenWidthMm, let distanceMm {
      geometry = SaccadeGeometry(screenWidth: screenWidthMm, distance: distanceMm, screenWidthPixels: screenWidthPx)
      guard screenWidthPx != nil || set.readings.contains(where: { $0.trial.screen != nil }) else {
        throw ValidationError("no trial has a screen size, so degrees need --screen-width-px")
      }
    }
    try table.write(SaccadeTable.definition, SaccadeTable.rows(set, geometry: geometry))
  }
}
