import Basics
import Recordings

/// The headerless CSV format of the EyeTrans group's recorder, which uses Tobii's Python SDK.
///
/// It has thirteen fields: participant, function name, function identifier, system and device time in microseconds,
/// validity of the left and right gaze, left and right gaze as `"(x, y)"` in shares of the screen, validity of the
/// pupils, and their diameters in millimetres. Times are those of the device, from the tracker's own clock.
final class TobiiSDKSource: SampleSource {
  static let format = GazeFormat.tobiiSDK
  static let usedSettings: Set<ImportSetting> = [
    .code, .interestAreas, .boxes, .timeUnit, .coordinates, .eyes, .screen, .participant,
  ]
  static let fieldCount = 13

  private let lines: LineReader
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
      if lines.line == 1, row.text(0) == "participant_id" { continue }
      do {
        guard row.count == Self.fieldCount else { throw RowFault(.cutRow) }
        return .sample(try sample(row))
      } catch let fault as RowFault {
        return .excluded(fault.reason)
      }
    }
    return nil
  }

  private func sample(_ row: DelimitedRow) throws -> RawGazeRow {
    RawGazeRow(
      participant: try participant.text(of: row, 0), stimulus: try function.text(of: row, 1),
      trial: try functionIdentifier.text(of: row, 2), time: try row.requiredNumber(4),
      left: try eye(row, valid: 5, gaze: 7, pupilValid: 9, pupil: 11),
      right: try eye(row, valid: 6, gaze: 8, pupilValid: 10, pupil: 12))
  }

  private func eye(_ row: DelimitedRow, valid: Int, gaze: Int, pupilValid: Int, pupil: Int) throws -> RawEye {
    let (x, y) = try Self.pair(row.required(gaze))
    let diameter = try row.number(pupilValid) == 1 ? row.number(pupil) : nil
    return RawEye(x: x, y: y, pupil: diameter, isValid: try row.number(valid) == 1)
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
