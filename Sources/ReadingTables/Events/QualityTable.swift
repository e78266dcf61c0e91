import Recordings

/// The quality of each trial, with the flags of `QualityThresholds`.
package enum QualityTable {
  package struct Row: Sendable {
    package let reading: Reading
    package let quality: TrialQuality
    package let thresholds: QualityThresholds

    fileprivate func has(_ flag: QualityFlag) -> Bool? { quality.has(flag, thresholds) }

    /// From the start of the first fixation to the end of the last one.
    fileprivate var span: Double? {
      let fixations = reading.trial.fixations
      guard let start = fixations.first?.start, let last = fixations.last, let end = last.start else { return nil }
      return end + last.duration - start
    }
  }

  package static func rows(_ set: ReadingSet, thresholds: QualityThresholds = QualityThresholds()) -> [Row] {
    set.readings.map { Row(reading: $0, quality: TrialQuality($0.trial), thresholds: thresholds) }
  }

  package static let definition = TableDefinition(
    "quality", row: "one trial",
    columns: MeasureColumns.trial(\.reading) + origin + samples + fixations + shares + excluded + flags)

  private static let noSamples = "the source has fixations, no samples"

  private static let origin: [TableColumn<Row>] = [
    .text("source_format", "The format that it was imported from.") { $0.reading.trial.provenance.format.rawValue },
    .text("source_file", "The file that it was imported from.") { $0.reading.trial.provenance.file },
    .integer("source_line", "The line of its first row, counted from 1; 0 in files without lines.") {
      $0.reading.trial.provenance.line
    },
  ]

  private static let samples: [TableColumn<Row>] = [
    .integer("samples", "Samples of the recording.", missing: noSamples) { $0.quality.samples },
    .number("sampling_rate_hz", unit: "Hz", "Samples per second, from the median interval.", missing: noSamples) {
      $0.quality.samplingRate
    },
    .number("valid_share", "The tracking ratio: the share of samples with at least one eye.", missing: noSamples) {
      $0.quality.validShare
    },
    .number("both_eyes_share", "The share of samples with both eyes.", missing: noSamples) {
      $0.quality.bothEyesShare
    },
    .number("interpolated_share", "The share of samples that were interpolated.", missing: noSamples) {
      $0.quality.interpolatedShare
    },
    .integer("gaps", "Losses of the eyes that were too long to fill.", missing: noSamples) { $0.quality.gaps },
    .number("longest_gap_ms", unit: "ms", "The longest of these.", missing: "\(noSamples), or nothing was lost") {
      $0.quality.longestGap
    },
    .integer("blinks", "Losses that count as blinks.", missing: noSamples) { $0.quality.blinks },
    .number(
      "precision_px", unit: "px",
      "The root mean square of the distances between successive samples of a fixation; the median over fixations.",
      missing: "\(noSamples), or no fixation"
    ) { $0.quality.precision },
  ]

  private static let fixations: [TableColumn<Row>] = [
    .integer("fixations", "Fixations of the trial.") { $0.quality.fixations },
    .number("fixation_time_ms", unit: "ms", "The duration of all of them.") { row in
      row.reading.trial.fixations.reduce(0) { $0 + $1.duration }
    },
    .number(
      "span_ms", unit: "ms", "From the start of the first fixation to the end of the last.",
      missing: "no fixation, or the source gives no times"
    ) { $0.span },
    .number("mean_duration_ms", unit: "ms", "The mean duration of a fixation.", missing: "no fixation") {
      $0.quality.meanDuration
    },
    .number("median_duration_ms", unit: "ms", "The median duration of a fixation.", missing: "no fixation") {
      $0.quality.medianDuration
    },
  ]

  private static let shares: [TableColumn<Row>] = [
    .integer("boxes", "Boxes of the trial's layout.") { $0.reading.trial.boxes.count },
    .integer("tokens", "Tokens of its code; 0 if the code is unknown.") { $0.reading.trial.tokens.count },
    .number(
      "on_screen_share", "The share of fixations on the screen, those removed for being off it included.",
      missing: "no screen size, position or fixation"
    ) { $0.quality.onScreenShare },
    .number("on_box_share", "The share of fixations on a box.", missing: "no layout or fixation") {
      $0.quality.onBoxShare
    },
    .number("on_token_share", "The share of fixations on a token.", missing: "no code or fixation") {
      $0.quality.onTokenShare
    },
  ]

  private static let excluded: [TableColumn<Row>] = [
    .integer("too_short", "Fixations that a filter removed because they are too short.") {
      $0.quality.exclusions[.tooShort]
    },
    .integer("too_long", "Fixations that a filter removed because they are too long.") {
      $0.quality.exclusions[.tooLong]
    },
    .integer("off_screen", "Fixations that a filter removed because they are off the screen.") {
      $0.quality.exclusions[.offScreen]
    },
    .integer("exclusions", "Everything that was left out or is on no box, all reasons together.") {
      $0.quality.exclusions.total
    },
  ]

  private static let flags: [TableColumn<Row>] =
    [
      .integer("flags", "How many of the following are true.") { row in
        QualityFlag.allCases.count { row.has($0) == true }
      }
    ]
    + QualityFlag.allCases.map { flag in
      .boolean("flag_\(flag.rawValue)", flag.meaning, missing: flag == .fewFixations ? "" : "that is unknown") {
        $0.has(flag)
      }
    }
}

extension QualityFlag {
  /// What is compared with which threshold.
  fileprivate var meaning: String {
    switch self {
    case .fewFixations: "`fixations` is below `minimum_fixations`."
    case .lowValidShare: "`valid_share` is below `minimum_valid_share`."
    case .lowSamplingRate: "`sampling_rate_hz` is below `minimum_sampling_rate`."
    case .longGap: "`longest_gap_ms` is above `maximum_gap`."
    case .lowPrecision: "`precision_px` is above `maximum_precision`."
    case .shortFixations: "`median_duration_ms` is below `minimum_median_duration`."
    case .longFixations: "`median_duration_ms` is above `maximum_median_duration`."
    case .lowOnScreenShare: "`on_screen_share` is below `minimum_on_screen_share`."
    case .lowOnBoxShare: "`on_box_share` is below `minimum_on_box_share`."
    case .lowOnTokenShare: "`on_token_share` is below `minimum_on_token_share`."
    }
  }
}
