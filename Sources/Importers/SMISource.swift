import Basics
import Recordings

/// SensoMotoric's raw TSV format as in EMIP's `<id>_rawdata.tsv`, read by column name.
///
/// `##` lines are metadata. `MSG` rows whose message names an image begin a trial, and all other messages are mouse
/// clicks; without them, a change in a column `Stimulus` does. `SMP` rows are samples in microseconds and pixels. A point of regard at (0, 0) or a validity below 0 means
/// that the eye was not seen.
final class SMISource: SampleSource {
  static let format = GazeFormat.smi
  private static let imageEndings = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff"]

  static let usedSettings: Set<ImportSetting> = [
    .code, .interestAreas, .boxes, .timeUnit, .coordinates, .eyes, .screen, .participant,
  ]

  private let table: SampleTable
  private let columnCount: Int
  private let time: Int
  private let type: Int
  private let left: SampleColumns.Eye?
  private let right: SampleColumns.Eye?
  private let participant: String
  /// The columns that name the stimulus and number its presentations, unless messages do.
  private var stimulusColumn: Int?
  private let trialColumn: Int?
  private var presentation: [String?] = []
  private var stimulus: String?
  private var trial = 0
  let screen: ScreenSize?
  let timeUnit: TimeUnit?
  let coordinateUnit: CoordinateUnit?

  init(_ path: String, _ settings: ImportSettings) throws {
    table = try SampleTable(path, decimal: settings.decimalSeparator)
    let headings = table.headings
    var metadata: [String: String] = [:]
    for line in table.preamble {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      metadata[parts[0].lowercased().filter { !$0.isWhitespace }] = parts[1].trimmingBlanks
    }
    let remedy = "export raw data with SMI's IDF converter"
    guard let time = try headings.time(["Time"], declared: settings.timeUnit), let type = headings.column("Type") else {
      throw headings.fault("no column \(headings.column("Time") == nil ? "Time" : "Type")", remedy: remedy)
    }
    func eye(_ side: String) throws -> SampleColumns.Eye? {
      try headings.points(["\(side) POR"]).first.map { point in
        SampleColumns.Eye(
          point: point, validity: headings.column("\(side) Validity")?.index,
          pupil: headings.column("\(side) Mapped Diameter")?.index)
      }
    }
    (left, right) = (try eye("L"), try eye("R"))
    guard let either = left ?? right else { throw headings.fault("no column L POR X or R POR X", remedy: remedy) }
    if let left, let right, left.point?.system.unit != right.point?.system.unit {
      throw headings.fault("the gaze of the two eyes is in different units", remedy: "export both in pixels")
    }
    columnCount = headings.required
    self.time = time.index
    self.type = type.index
    stimulusColumn = headings.column("Stimulus", "Stimulus Name")?.index
    trialColumn = headings.column("Trial")?.index
    timeUnit = time.unit ?? (settings.timeUnit == nil ? .microseconds : nil)
    coordinateUnit = either.point?.system.unit ?? .pixels
    participant = metadata["subject"] ?? settings.participant ?? TrackerFile.name(of: path)
    let sides = (metadata["calibrationarea"] ?? "").split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    screen = sides.count == 2 && sides.allSatisfy { $0 > 0 } ? ScreenSize(width: sides[0], height: sides[1]) : nil
  }

  var path: String { table.path }
  var line: Int { table.line }
  var eyes: RecordedEyes { .separate(left: left != nil, right: right != nil) }

  func next() throws -> RowOutcome? {
    while try table.advance() {
      let row = table.row
      switch row.text(type) {
      case "MSG": begin(row)
      case "SMP":
        do {
          if let stimulusColumn, row.count >= columnCount { readStimulus(row, stimulusColumn) }
          guard let stimulus else { throw RowFault(stimulusColumn == nil ? .beforeFirstStimulus : .noStimulus) }
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
    stimulusColumn = nil
    trial += 1
  }

  private func readStimulus(_ row: DelimitedRow, _ column: Int) {
    let next = [row.text(column), trialColumn.flatMap(row.text)]
    guard next != presentation else { return }
    presentation = next
    stimulus = next[0].flatMap { ["", "-"].contains($0) ? nil : $0 }
    trial += 1
  }

  private func eye(_ row: DelimitedRow, _ columns: SampleColumns.Eye?) throws -> RawEye {
    guard let columns, let point = columns.point else { return .lost }
    let (x, y) = (try row.number(point.x), try row.number(point.y))
    let validity = try columns.validity.flatMap { try row.number($0) } ?? 0
    let isSeen = (x ?? 0) != 0 || (y ?? 0) != 0
    return RawEye(x: x, y: y, pupil: try columns.pupil.flatMap { try row.number($0) }, isValid: validity >= 0 && isSeen)
  }
}
