import Recordings
import Scanpaths

/// The areas of interest of all trials, with what was looked at in them.
package enum AreaTable {
  package struct Row: Sendable {
    package let reading: Reading
    /// Index in the layout's boxes.
    package let index: Int
    package private(set) var fixations = 0
    package private(set) var dwell = 0.0
    package private(set) var firstStart: Double?
    package private(set) var firstFixation: Int?
    package private(set) var entries = 0

    fileprivate init(_ reading: Reading, _ index: Int) {
      self.reading = reading
      self.index = index
    }

    fileprivate var box: BoxLayout.Box { reading.boxes.boxes[index] }

    fileprivate var dwellShare: Double? {
      let total = reading.trial.fixations.reduce(0) { $0 + $1.duration }
      return total > 0 ? dwell / total : nil
    }

    fileprivate mutating func add(_ fixation: Fixation, number: Int, isEntry: Bool) {
      if fixations == 0 { (firstStart, firstFixation) = (fixation.start, number) }
      fixations += 1
      dwell += fixation.duration
      entries += isEntry ? 1 : 0
    }
  }

  package static func rows(_ set: ReadingSet) -> [Row] { set.readings.flatMap(rows(of:)) }

  /// Fixations on no box neither end a stay in a box nor begin another.
  private static func rows(of reading: Reading) -> [Row] {
    var rows = reading.boxes.boxes.indices.map { Row(reading, $0) }
    var previous: Int?
    for (number, (fixation, place)) in zip(reading.trial.fixations, reading.places).enumerated() {
      guard let box = place.box else { continue }
      rows[box].add(fixation, number: number + 1, isEntry: box != previous)
      previous = box
    }
    return rows
  }

  package static let definition = TableDefinition(
    "aoi", row: "one box of one trial", columns: MeasureColumns.trial(\.reading) + names + places + looks)

  private static let noPlace = "the trial does not say where its boxes are"

  private static let names: [TableColumn<Row>] = [
    .integer("box", MeasureColumns.boxMeaning) { $0.index },
    .text("box_id", "The box's identifier in its source.", missing: "the source gives none") {
      $0.box.identifier.isEmpty ? nil : $0.box.identifier
    },
    .text("text", "The box's text.") { $0.box.reference.text },
    .integer("occurrence", "The number of earlier boxes of the trial with the same text.") {
      $0.box.reference.occurrence
    },
    .integer("token_count", "The tokens that it is known to cover.") { $0.box.tokens.count },
    .integer("first_token", "The first of these.", missing: "no token is known") { $0.box.tokens.min() },
    .integer("line", "The line of `first_token`, counted from 1.", missing: "no token is known") { row in
      row.box.tokens.min().map { row.reading.trial.tokens[$0].line }
    },
    .text("label", "The label of `first_token`.", missing: "no token is known, or its language is not parsed") { row in
      row.box.tokens.min().flatMap { row.reading.code?.tokens[$0].label.rawValue }
    },
  ]

  private static let places: [TableColumn<Row>] = [
    .number("x_px", unit: "px", "Its left edge.", missing: noPlace) { $0.box.rectangle?.x },
    .number("y_px", unit: "px", "Its upper edge.", missing: noPlace) { $0.box.rectangle?.y },
    .number("width_px", unit: "px", "Its width.", missing: noPlace) { $0.box.rectangle?.width },
    .number("height_px", unit: "px", "Its height.", missing: noPlace) { $0.box.rectangle?.height },
    .integer("screen_line", "The line of boxes that it is on, from the top, counted from 1.", missing: noPlace) {
      $0.box.screenLine
    },
    .integer("reading_order", "Its place in the order of reading, counted from 1.", missing: "nothing gives it one") {
      $0.box.rank.map { $0 + 1 }
    },
  ]

  private static let looks: [TableColumn<Row>] = [
    .integer("fixations", "Fixations on it.") { $0.fixations },
    .integer("entries", "Times that the eyes came to it from another box; looks beside all boxes do not count.") {
      $0.entries
    },
    .number("dwell_ms", unit: "ms", "The duration of all fixations on it.") { $0.dwell },
    .number("dwell_share", "The share of this in the duration of all fixations of the trial.", missing: "that is 0") {
      $0.dwellShare
    },
    .integer("first_fixation", "The number of the first fixation on it.", missing: "it was not fixated") {
      $0.firstFixation
    },
    .number(
      "first_fixation_start_ms", unit: "ms", "The start of the first fixation on it, from the beginning of the trial.",
      missing: "it was not fixated, or the source gives no times"
    ) { $0.firstStart },
  ]
}
