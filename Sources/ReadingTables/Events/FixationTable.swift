import Recordings
import Scanpaths

/// The fixations of all trials, in order.
package enum FixationTable {
  package struct Row: Sendable {
    package let reading: Reading
    /// Index in the trial's fixations.
    package let index: Int

    var fixation: Fixation { reading.trial.fixations[index] }
    var place: Reading.Place { reading.places[index] }
    var token: StimulusToken? { place.token.map { reading.trial.tokens[$0] } }
    var box: BoxLayout.Box? { place.box.map { reading.boxes.boxes[$0] } }
  }

  package static func rows(_ set: ReadingSet) -> [Row] {
    set.readings.flatMap { reading in reading.trial.fixations.indices.map { Row(reading: reading, index: $0) } }
  }

  package static let definition = TableDefinition(
    "fixations", row: "one fixation", columns: MeasureColumns.trial(\.reading) + times + positions + boxes + tokens)

  private static let noTimes = "the source gives only the order"
  private static let noPosition = "the source names only what was read"
  private static let noBox = "it is on no box"
  private static let noToken = "it is on no token"

  private static let times: [TableColumn<Row>] = [
    .integer("fixation", "The number of the fixation in its trial, counted from 1.") { $0.index + 1 },
    .number("start_ms", unit: "ms", "Its start, from the beginning of the trial.", missing: noTimes) {
      $0.fixation.start
    },
    .number("duration_ms", unit: "ms", "Its duration.") { $0.fixation.duration },
  ]

  private static let positions: [TableColumn<Row>] = [
    .number("x_px", unit: "px", "Its centre, from the left edge of the screen.", missing: noPosition) {
      $0.fixation.position?.x
    },
    .number("y_px", unit: "px", "Its centre, from the upper edge of the screen.", missing: noPosition) {
      $0.fixation.position?.y
    },
    .number("raw_x_px", unit: "px", "Where the tracker saw it, before a correction.", missing: "nothing moved it") {
      $0.fixation.rawPosition?.x
    },
    .number("raw_y_px", unit: "px", "Where the tracker saw it, before a correction.", missing: "nothing moved it") {
      $0.fixation.rawPosition?.y
    },
  ]

  private static let boxes: [TableColumn<Row>] = [
    .integer("box", MeasureColumns.boxMeaning, missing: noBox) { $0.place.box },
    .text("box_id", "The box's identifier in its source.", missing: "\(noBox), or the source gives none") {
      $0.box.flatMap { $0.identifier.isEmpty ? nil : $0.identifier }
    },
    .text("box_text", "The box's text.", missing: noBox) { $0.box?.reference.text },
    .integer("occurrence", "The number of earlier boxes of the trial with the same text.", missing: noBox) {
      $0.box?.reference.occurrence
    },
  ]

  private static let tokens: [TableColumn<Row>] = [
    .integer("token_count", "The tokens that it is on, which share its duration; 0 on none.") {
      $0.fixation.tokens.count
    },
    .integer("token", "The token with the largest share of it, the first of equal ones.", missing: noToken) {
      $0.place.token
    },
    .text("token_text", "The text of that token.", missing: noToken) { $0.token?.text },
    .text("label", "The token's semantic label.", missing: "\(noToken), or the code's language is not parsed") { row in
      row.place.token.flatMap { row.reading.code?.tokens[$0].label.rawValue }
    },
    .integer("line", "The token's line, counted from 1.", missing: noToken) { $0.token?.line },
    .text("source_file", "The file that the editor reported.", missing: "no editor reported a place") {
      $0.fixation.source?.file
    },
    .integer("source_line", "The line that the editor reported, counted from 1.", missing: "as `source_file`") {
      $0.fixation.source?.line
    },
    .integer("source_column", "The column that the editor reported.", missing: "as `source_file`") {
      $0.fixation.source?.column
    },
  ]
}
