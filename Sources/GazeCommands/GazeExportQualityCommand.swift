import ArgumentParser
import Basics
import Configuration
import ReadingTables
import Recordings

/// `fovea gaze export quality`.
struct GazeExportQualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality", abstract: "One row for each trial: tracking ratio, precision, shares, and flags.",
    discussion: """
      A flag says that a measure is beyond its threshold, and nothing where the trial does not have the measure. --set \
      changes thresholds: minimum_fixations, minimum_valid_share, minimum_sampling_rate (Hz), maximum_gap (ms), \
      maximum_precision (px), minimum_median_duration and maximum_median_duration (ms), minimum_on_screen_share, \
      minimum_on_box_share, minimum_on_token_share; docs/gaze-tables.md has the defaults. What is flagged is also said \
      on standard error, with what to try.
      """)

  @OptionGroup var trials: TrialOptions

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A threshold; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup var table: TableOutputOptions

  func run() throws {
    try table.check(inputs: trials.inputs)
    let thresholds = try ConfigurationLoader.load(QualityThresholds.self, assignments: assignments)
    let set = try trials.readings()
    try table.write(QualityTable.definition, QualityTable.rows(set, thresholds: thresholds))
    for sentence in QualityWarnings(set.readings.map(\.trial), thresholds: thresholds).sentences {
      Console.standardError.note(sentence)
    }
  }
}
