import Foundation
import Recordings

/// The saccades of all trials: the movements between consecutive fixations.
package enum SaccadeTable {
  package struct Row: Sendable {
    package let reading: Reading
    /// Index of the fixation that it leaves; it ends at the next one.
    package let index: Int
    package let geometry: SaccadeGeometry?

    fileprivate var from: Fixation { reading.trial.fixations[index] }
    fileprivate var to: Fixation { reading.trial.fixations[index + 1] }
    fileprivate var fromPlace: Reading.Place { reading.places[index] }
    fileprivate var toPlace: Reading.Place { reading.places[index + 1] }

    fileprivate var start: Double? { from.start.map { $0 + from.duration } }

    /// Times that overlap say nothing about the movement between them.
    fileprivate var duration: Double? {
      guard let start, let end = to.start, end >= start else { return nil }
      return end - start
    }

    /// Pixels to the right and downwards.
    fileprivate var movement: ScreenPoint? {
      guard let from = from.position, let to = to.position else { return nil }
      return ScreenPoint(x: to.x - from.x, y: to.y - from.y)
    }

    fileprivate var amplitude: Double? { movement.map { ($0.x * $0.x + $0.y * $0.y).squareRoot() } }

    fileprivate var direction: Double? {
      movement.flatMap { $0.x == 0 && $0.y == 0 ? nil : atan2(0 - $0.y, $0.x) * 180 / .pi }
    }

    fileprivate func line(_ place: Reading.Place) -> Int? { place.token.map { reading.trial.tokens[$0].line } }

    /// By tokens, and in trials without any by the order of the boxes.
    fileprivate var isRegression: Bool? {
      if !reading.trial.tokens.isEmpty {
        guard let from = fromPlace.token, let to = toPlace.token else { return nil }
        return to < from
      }
      let ranks = [fromPlace, toPlace].map { $0.box.flatMap { reading.boxes.boxes[$0].rank } }
      guard let from = ranks[0], let to = ranks[1] else { return nil }
      return to < from
    }
  }

  /// - Parameter geometry: nil leaves `amplitude_deg` empty.
  package static func rows(_ set: ReadingSet, geometry: SaccadeGeometry? = nil) -> [Row] {
    set.readings.flatMap { reading in
      reading.trial.fixations.indices.dropLast().map { Row(reading: reading, index: $0, geometry: geometry) }
    }
  }

  package static let definition = TableDefinition(
    "saccades", row: "one saccade, from a fixation to the next of the trial",
    columns: MeasureColumns.trial(\.reading) + times + movements + targets)

  /// Nil for numbers that no text has.
  private static func difference(_ to: Int, _ from: Int) -> Int? {
    let (difference, isBeyond) = to.subtractingReportingOverflow(from)
    return isBeyond ? nil : difference
  }

  private static let noTimes = "the source gives no times"
  private static let noPositions = "one of the fixations has no position"

  private static let times: [TableColumn<Row>] = [
    .integer("saccade", "The number of the saccade in its trial, counted from 1.") { $0.index + 1 },
    .integer("from_fixation", "The number of the fixation that it leaves.") { $0.index + 1 },
    .integer("to_fixation", "The number of the fixation where it ends.") { $0.index + 2 },
    .number("start_ms", unit: "ms", "The end of the fixation that it leaves.", missing: noTimes) { $0.start },
    .number("end_ms", unit: "ms", "The start of the fixation where it ends.", missing: noTimes) { $0.to.start },
    .number(
      "duration_ms", unit: "ms", "The time between the fixations; blinks and lost samples are within it.",
      missing: "\(noTimes), or the fixations overlap"
    ) { $0.duration },
  ]

  private static let movements: [TableColumn<Row>] = [
    .number("dx_px", unit: "px", "The movement to the right.", missing: noPositions) { $0.movement?.x },
    .number("dy_px", unit: "px", "The movement downwards.", missing: noPositions) { $0.movement?.y },
    .number("amplitude_px", unit: "px", "The distance between the fixations.", missing: noPositions) { $0.amplitude },
    .number(
      "amplitude_deg", unit: "deg", "The same as a visual angle, 2 · atan(distance / (2 · viewing distance)).",
      missing: "\(noPositions), or the viewing geometry is unknown"
    ) { row in
      row.amplitude.flatMap { row.geometry?.degrees(ofPixels: $0, on: row.reading.trial.screen) }
    },
    .number(
      "direction_deg", unit: "deg", "Its direction: 0 to the right, 90 upwards, -90 downwards, 180 to the left.",
      missing: "\(noPositions), or both are at the same place"
    ) { $0.direction },
  ]

  private static let targets: [TableColumn<Row>] = [
    .integer("from_token", "The token of the fixation that it leaves.", missing: "that is on no token") {
      $0.fromPlace.token
    },
    .integer("to_token", "The token of the fixation where it ends.", missing: "that is on no token") {
      $0.toPlace.token
    },
    .integer("from_line", "The line of `from_token`.", missing: "as `from_token`") { $0.line($0.fromPlace) },
    .integer("to_line", "The line of `to_token`.", missing: "as `to_token`") { $0.line($0.toPlace) },
    .integer(
      "line_change", "`to_line` less `from_line`: above 0 downwards.", missing: "one of the fixations is on no token"
    ) { row in
      row.line(row.fromPlace).flatMap { from in row.line(row.toPlace).flatMap { SaccadeTable.difference($0, from) } }
    },
    .integer("from_box", "The box of the fixation that it leaves.", missing: "that is on no box") { $0.fromPlace.box },
    .integer("to_box", "The box of the fixation where it ends.", missing: "that is on no box") { $0.toPlace.box },
    .boolean(
      "is_regression", "Whether it ends at an earlier token; in trials without tokens, at an earlier box.",
      missing: "one of the fixations is on no token (box)"
    ) { $0.isRegression },
  ]
}

/// What turns pixels into degrees of visual angle: the reader's distance and the width of the screen.
package struct SaccadeGeometry: Sendable, Equatable {
  /// Millimetres.
  package var screenWidth: Double
  /// Millimetres.
  package var distance: Double
  /// Pixels; nil takes that of each trial's screen.
  package var screenWidthPixels: Double?

  package init(screenWidth: Double, distance: Double, screenWidthPixels: Double? = nil) {
    self.screenWidth = screenWidth
    self.distance = distance
    self.screenWidthPixels = screenWidthPixels
  }

  /// The visual angle of a distance that is centred before the eye; nil if the screen's width in pixels is unknown.
  func degrees(ofPixels pixels: Double, on screen: ScreenSize?) -> Double? {
    guard let width = screenWidthPixels ?? screen?.width, width > 0 else { return nil }
    return 2 * atan(pixels * screenWidth / width / (2 * distance)) * 180 / .pi
  }
}
