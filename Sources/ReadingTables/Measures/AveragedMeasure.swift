/// A measure of which means are reported, over the units that have it.
struct AveragedMeasure: Sendable {
  let name: String
  var unit = ""
  let meaning: String
  /// When a mean of it is missing; empty if there always is one.
  var missing = ""
  /// Whether tables for people leave it out.
  var isDetail = false
  /// Nil for a unit that does not count.
  let value: @Sendable (UnitReading) -> Double?

  /// Whether it is a share, at most 1. No measure is below 0.
  var isShare: Bool { name.hasSuffix("_share") }

  private static let withoutFirstPass = "none has a first pass"
  private static let notFixated = "none was fixated"

  static let all = shares + durations + regressions

  private static let shares = [
    AveragedMeasure(name: "fixated_share", meaning: "The share of units that were fixated.") {
      $0.fixations > 0 ? 1 : 0
    },
    AveragedMeasure(
      name: "first_pass_share", meaning: "The share of units with a first pass; the others were skipped."
    ) { $0.firstPass == nil ? 0 : 1 },
    AveragedMeasure(name: "fixations", meaning: "Mean fixations, over all units.") { Double($0.fixations) },
    AveragedMeasure(
      name: "first_pass_fixations", meaning: "Mean fixations of the first pass, over units with one.",
      missing: withoutFirstPass, isDetail: true
    ) { $0.firstPass.map { Double($0.fixations) } },
  ]

  private static let durations = [
    AveragedMeasure(
      name: "first_fixation_duration_ms", unit: "ms",
      meaning: "Mean first-fixation duration, over units with a first pass.",
      missing: withoutFirstPass
    ) { $0.firstPass?.firstFixationDuration },
    AveragedMeasure(
      name: "single_fixation_duration_ms", unit: "ms",
      meaning: "Mean single-fixation duration, over units whose first pass is one.",
      missing: "none has such a first pass", isDetail: true
    ) { $0.firstPass?.singleFixationDuration },
    AveragedMeasure(
      name: "gaze_duration_ms", unit: "ms", meaning: "Mean gaze duration, over units with a first pass.",
      missing: withoutFirstPass
    ) { $0.firstPass?.gazeDuration },
    AveragedMeasure(
      name: "regression_path_duration_ms", unit: "ms", meaning: "Mean go-past time, over units with a first pass.",
      missing: withoutFirstPass
    ) { $0.firstPass?.regressionPathDuration },
    AveragedMeasure(
      name: "second_pass_duration_ms", unit: "ms", meaning: "Mean second-pass time, over units that were fixated.",
      missing: notFixated, isDetail: true
    ) { $0.fixations > 0 ? $0.secondPassDuration : nil },
    AveragedMeasure(
      name: "total_time_ms", unit: "ms", meaning: "Mean total time, over units that were fixated.", missing: notFixated
    ) { $0.fixations > 0 ? $0.totalTime : nil },
  ]

  private static let regressions = [
    AveragedMeasure(name: "regressions_in", meaning: "Mean saccades from a later unit, over all units.") {
      Double($0.regressionsIn)
    },
    AveragedMeasure(name: "regressions_out", meaning: "Mean saccades to an earlier unit, over all units.") {
      Double($0.regressionsOut)
    },
    AveragedMeasure(
      name: "first_pass_regression_share",
      meaning: "The share of first passes that ended with a saccade to an earlier unit.", missing: withoutFirstPass,
      isDetail: true
    ) { $0.firstPass.map { $0.endsInRegression ? 1 : 0 } },
  ]

  var description: ColumnDescription {
    ColumnDescription(
      name: name, kind: .number, unit: unit, meaning: meaning, missing: missing, isDetail: isDetail)
  }
}
