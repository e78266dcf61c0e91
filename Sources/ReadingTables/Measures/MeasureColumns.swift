import Scanpaths

/// The columns that say which trial and which unit a row is about, and the measures of one unit in one trial.
enum MeasureColumns {
  /// The key of a trial.
  static func trial<Row>(_ reading: @escaping @Sendable (Row) -> Reading) -> [TableColumn<Row>] {
    [
      .integer("trial", "The number of the trial in the file, counted from 1.") { reading($0).number },
      participant { reading($0).participant },
      method { reading($0).method },
    ]
  }

  static func participant<Row>(_ value: @escaping @Sendable (Row) -> String?) -> TableColumn<Row> {
    .text("participant", "The reader.", value)
  }

  static func method<Row>(_ value: @escaping @Sendable (Row) -> String?) -> TableColumn<Row> {
    .text("method", "What was read. A second text of the same name has a number after it.", value)
  }

  /// The key of a unit within its method.
  static func unit<Row>(_ unit: ReadingUnit, _ item: @escaping @Sendable (Row) -> UnitItem?) -> [TableColumn<Row>] {
    switch unit {
    case .token:
      [
        .integer("token", "The token's index in its method, counted from 0.") { item($0)?.number },
        text(item),
        label { item($0)?.label },
        .integer("line", "The line, counted from 1; of a token, the line where it begins.") { item($0)?.line },
        .integer("column", "The column where the token begins, in bytes from 0.") { item($0)?.column },
      ]
    case .line:
      [
        .integer("line", "The line, counted from 1; of a token, the line where it begins.") { item($0)?.number },
        text(item), tokens(item),
      ]
    case .box:
      [
        .integer("box", boxMeaning) { item($0)?.number },
        .text("box_id", "The box's identifier in its source.", missing: "the source gives none") {
          item($0)?.identifier
        },
        text(item),
        .integer("occurrence", "The number of earlier boxes of the trial with the same text.") { item($0)?.occurrence },
        tokens(item),
      ]
    case .label: [label { item($0)?.label }]
    }
  }

  static let boxMeaning =
    "The box's index in the trial's `boxes`, counted from 0; among the boxes that fixations name if it has none."

  static func label<Row>(_ value: @escaping @Sendable (Row) -> SemanticLabel?) -> TableColumn<Row> {
    .text("label", "The token's semantic label.", missing: "the code's language is not parsed") { value($0)?.rawValue }
  }

  private static func text<Row>(_ item: @escaping @Sendable (Row) -> UnitItem?) -> TableColumn<Row> {
    .text("text", "The text of the token or box, or of the line without white space around it.") { item($0)?.text }
  }

  private static func tokens<Row>(_ item: @escaping @Sendable (Row) -> UnitItem?) -> TableColumn<Row> {
    .integer("token_count", "The tokens of the line, or those that the box is known to cover.") { item($0)?.tokens }
  }

  private static let skipped = "the unit has no first pass"

  /// The measures of one unit in one trial.
  static let counts: [TableColumn<UnitReading>] = [
    .integer("fixations", "Fixations on it.") { $0.fixations },
    .integer("shared_fixations", "Those of them that are on other units too, which share their duration.") {
      $0.sharedFixations
    },
    .integer("entries", "Times that the eyes came to it from elsewhere.") { $0.entries },
    .boolean("is_skipped", "Whether it has no first pass: it was not fixated, or only after a later unit.") {
      $0.firstPass == nil
    },
    .integer("first_pass_fixations", "Fixations of the first pass; 0 without one.") { $0.firstPass?.fixations ?? 0 },
    .integer("second_pass_fixations", "All other fixations on it.") { $0.secondPassFixations },
    .number(
      "first_fixation_start_ms", unit: "ms", "The start of its first fixation, from the beginning of the trial.",
      missing: "it was not fixated, or the source gives no times"
    ) { $0.firstStart },
  ]

  static let durations: [TableColumn<UnitReading>] = [
    .number(
      "first_fixation_duration_ms", unit: "ms", "The duration of the first fixation of the first pass.",
      missing: skipped
    ) { $0.firstPass?.firstFixationDuration },
    .number(
      "single_fixation_duration_ms", unit: "ms", "The same if the first pass is a single fixation.",
      missing: "\(skipped), or one of several fixations"
    ) { $0.firstPass?.singleFixationDuration },
    .number(
      "gaze_duration_ms", unit: "ms", "The duration of all fixations of the first pass.", missing: skipped
    ) {
      $0.firstPass?.gazeDuration
    },
    .number(
      "regression_path_duration_ms", unit: "ms",
      "Go-past time: all fixations from the first pass until a later unit is fixated, those on earlier units included.",
      missing: skipped
    ) { $0.firstPass?.regressionPathDuration },
    .number(
      "second_pass_duration_ms", unit: "ms", "The duration of all fixations on it that are not of the first pass."
    ) {
      $0.secondPassDuration
    },
    .number("total_time_ms", unit: "ms", "The duration of all fixations on it.") { $0.totalTime },
  ]

  static let regressions: [TableColumn<UnitReading>] = [
    .integer("regressions_in", "Saccades that came to it from a later unit.") { $0.regressionsIn },
    .integer("regressions_out", "Saccades that left it for an earlier unit.") { $0.regressionsOut },
    .boolean(
      "first_pass_regression", "Whether the first pass ended with a saccade to an earlier unit.", missing: skipped
    ) {
      $0.firstPass?.endsInRegression
    },
  ]

  static var all: [TableColumn<UnitReading>] { counts + durations + regressions }
}
