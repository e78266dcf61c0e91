import Basics
import Recordings

/// SensoMotoric's raw TSV format as in EMIP's `<id>_rawdata.tsv`, read by column name.
///
/// `##` lines are metadata. `MSG` rows whose message names an image begin a trial, and all other messages are mouse
/// clicks; `SMP` rows are samples in microseconds and pixels. A point of regard at (0, 0) or a validity below 0 means
/// that the eye was not seen.
final class SMISource: SampleSource {
  static let format = GazeFormat.smi
  private static let imageEndings = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"]

  private let lines: LineReader
  private let columnCount: Int
  private let time: Int
  private let type: Int
  private let left: (x: Int, y: Int, validity: Int?, pupil: Int?)
  private let right: (x: Int, y: Int, validity: Int?, pupil: Int?)
  private let participant: String
  private var stimulus: String?
  private var trial = 0
  let screen: ScreenSize?
  let timeUnit: TimeUnit? = .microseconds
  let coordinateUnit: CoordinateUnit? = .pixels

  init(_ path: String, _ settings: ImportSettings) throws {
    lines = try LineReader(path)
    var metadata: [String: String] = [:]
    var heading: [UInt8] = []
    while let line = try lines.next() {
      guard line.starts(with: Array("##".utf8)) || line.isBlank else {
        heading = line
        break
      }
      let parts = String(decoding: line.dropFirst(2), as: UTF8.self).split(separator: ":", maxSplits: 1)
      if parts.count == 2 {
        metadata[parts[0].lowercased().filter { !$0.isWhitespace }] = parts[1].trimmingBlanks
      }
    }
    let header = HeaderColumns(DelimitedRow(heading, delimiter: UInt8(ascii: "\t"), isQuoted: false))
    let file = lines
    func column(_ name: String) throws -> Int {
      guard let column = header.column(name) else {
        throw DataLineError(
          path: path, line: file.line, problem: "no column \(name)", remedy: "export raw data with SMI's IDF converter")
      }
      return column.index
    }
    func eye(_ side: String) throws -> (x: Int, y: Int, validity: Int?, pupil: Int?) {
      (
        try column("\(side) POR X"), try column("\(side) POR Y"), header.column("\(side) Validity")?.index,
        header.column("\(side) Mapped Diameter")?.index
      )
    }
    columnCount = header.count
    time = try column("Time")
    type = try column("Type")
    left = try eye("L")
    right = try eye("R")
    participant = settings.participant ?? metadata["subject"] ?? TrackerFile.name(of: path)
    let sides = (metadata["calibrationarea"] ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    screen = sides.count == 2 && sides.allSatisfy { $0 > 0 } ? ScreenSize(width: sides[0], height: sides[1]) : nil
  }

  var path: String { lines.path }
  var line: Int { lines.line }

  func next() throws -> RowOutcome? {
    while let line = try lines.next() {
      guard !line.isBlank, !line.starts(with: Array("##".utf8)) else { continue }
      let row = DelimitedRow(line, delimiter: UInt8(ascii: "\t"), isQuoted: false)
      switch row.text(type) {
      case "MSG": begin(row)
      case "SMP":
        do {
          guard let stimulus else { throw RowFault(.beforeFirstStimulus) }
          guard row.count >= columnCount else { throw RowFault(.cutRow) }
          return .sample(
            RawGazeRow(
              participant: participant, stimulus: stimulus, trial: String(trial), time: try row.requiredNumber(time),
              left: try eye(row, left), right: try eye(row, right)))
        } catch let fault as RowFault {
          return .excluded(fault.reason)
        }
      default: return .excluded(.unreadableRow)
      }
    }
    return nil
  }

  private func begin(_ row: DelimitedRow) {
    guard let message = row.text(3), let colon = message.firstIndex(of: ":") else { return }
    let name = message[message.index(after: colon)...].trimmingBlanks
    let lowered = name.lowercased()
    guard Self.imageEndings.contains(where: lowered.hasSuffix) else { return }
    stimulus = name
    trial += 1
  }

  private func eye(_ row: DelimitedRow, _ columns: (x: Int, y: Int, validity: Int?, pupil: Int?)) throws -> RawEye {
    let x = try row.number(columns.x)
    let y = try row.number(columns.y)
    let validity = try columns.validity.flatMap { try row.number($0) } ?? 0
    let isSeen = (x ?? 0) != 0 || (y ?? 0) != 0
    return RawEye(x: x, y: y, pupil: try columns.pupil.flatMap { try row.number($0) }, isValid: validity >= 0 && isSeen)
  }
}
