import Basics
import Recordings

/// The CSV format of the EyeTrans group's recorder, which uses Tobii's Python SDK.
///
/// Without headings, it has thirteen fields: participant, function name, function identifier, system and device time in microseconds,
/// validity of the left and right gaze, left and right gaze as `"(x, y)"` in shares of the screen, validity of the
/// pupils, and their diameters in millimetres; with headings, these may be in any order. Times are those of the device,
/// from the tracker's own clock.
final class TobiiSDKSource: SampleSource {
  static let format = GazeFormat.tobiiSDK
  static let usedSettings: Set<ImportSetting> = [
    .code, .interestAreas, .boxes, .timeUnit, .coordinates, .eyes, .screen, .participant,
  ]
  /// The names of the fields, in their order where there are no headings.
  private static let names = [
    "participant_id", "function_name", "function_id", "system_timestamp", "device_timestamp", "valid_gaze_left",
    "valid_gaze_right", "gaze_left_eye", "gaze_right_eye", "valid_pd_left", "valid_pd_right", "pd_left", "pd_right",
  ]

  private let lines: LineReader
  /// The place of each field in a row.
  private var places = Array(0..<13)
  private var fieldCount = 13
  private var participant = RepeatedText()
  private var function = RepeatedText()
  private var functionIdentifier = RepeatedText()

  init(_ path: String, _ settings: ImportSettings) throws {
    lines = try LineReader(path)
  }

  var path: String { lines.path }
  var line: Int { lines.line }

  func next() throws -> RowOutcome? {
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      let row = DelimitedRow(line, delimiter: UInt8(ascii: ","), isQuoted: true)
      if lines.line == 1, Self.isHeading(row) {
        try readHeading(row)
        continue
      }
      do {
        guard row.count == fieldCount else { throw RowFault(.cutRow) }
        return .sample(try sample(row))
      } catch let fault as RowFault {
        return .excluded(fault.reason)
      }
    }
    return nil
  }

  /// Whether a first line is of this format: headings, or a row with a pair of coordinates.
  static func recognises(_ row: DelimitedRow) -> Bool {
    isHeading(row) || row.count == names.count && row.text(7)?.hasPrefix("(") == true
  }

  private static func isHeading(_ row: DelimitedRow) -> Bool {
    let headings = (0..<row.count).map { row.text($0) ?? "" }
    return headings.contains("participant_id") && headings.contains("gaze_left_eye")
  }

  private func readHeading(_ row: DelimitedRow) throws {
    let headings = Headings(row, path: path, line: line)
    places = try Self.names.map { name in
      guard let column = headings.column(name) else {
        throw headings.fault("no column \(name)", remedy: "check that the file is complete")
      }
      return column.index
    }
    fieldCount = row.count
  }

  private func sample(_ row: DelimitedRow) throws -> RawGazeRow {
    let stimulus = try function.text(of: row, places[1])
    guard !stimulus.isEmpty else { throw RowFault(.noStimulus) }
    return RawGazeRow(
      participant: try participant.text(of: row, places[0]), stimulus: stimulus,
      trial: try functionIdentifier.text(of: row, places[2]), time: try row.requiredNumber(places[4]),
      left: try eye(row, valid: 5, gaze: 7, pupilValid: 9, pupil: 11),
      right: try eye(row, valid: 6, gaze: 8, pupilValid: 10, pupil: 12))
  }

  private func eye(_ row: DelimitedRow, valid: Int, gaze: Int, pupilValid: Int, pupil: Int) throws -> RawEye {
    let (x, y) = try Self.pair(row.required(places[gaze]))
    let diameter = try row.number(places[pupilValid]) == 1 ? row.number(places[pupil]) : nil
    return RawEye(x: x, y: y, pupil: diameter, isValid: try row.number(places[valid]) == 1)
  }

  /// Parses `(x, y)`, with `nan` for missing values.
  private static func pair(_ text: String) throws -> (Double?, Double?) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")"), bytes.count >= 2 else {
      throw RowFault(.unreadableNumber, "\"\(text.prefix(40))\" is no pair of coordinates")
    }
    let parts = DelimitedRow(Array(bytes[1..<bytes.count - 1]), delimiter: UInt8(ascii: ","), isQuoted: false)
    guard parts.count == 2 else { throw RowFault(.unreadableNumber, "not two coordinates") }
    return (try parts.number(0), try parts.number(1))
  }
}
