import Basics
import Recordings

/// The tab-separated export of Tobii Pro Lab and its predecessor Tobii Studio, read by column name.
///
/// Pixels of the display (DACS) are preferred to those of the stimulus (MCS), and these to shares. Every row also has
/// the tracker's classification, which gives the export's own fixations.
final class TobiiProLabSource: SampleSource {
  static let format = GazeFormat.tobiiProLab

  private struct EyeColumns {
    var x: Int
    var y: Int
    var validity: Int?
    var pupil: Int?
  }

  private let lines: LineReader
  private let columnCount: Int
  private let time: Int
  private let left: EyeColumns
  private let right: EyeColumns
  private let participantColumn: Int?
  private let recordingColumn: Int?
  private let stimulusColumn: Int?
  private let sensor: Int?
  private let event: (type: Int, index: Int, duration: Int?, x: Int, y: Int)?
  private let fallbackParticipant: String
  private var participant = RepeatedText()
  private var recording = RepeatedText()
  private var stimulus = RepeatedText()
  let timeUnit: TimeUnit?
  let coordinateUnit: CoordinateUnit?

  init(_ path: String, _ settings: ImportSettings) throws {
    lines = try LineReader(path)
    let header = HeaderColumns(
      DelimitedRow(try lines.next() ?? [], delimiter: UInt8(ascii: "\t"), isQuoted: false))
    columnCount = header.count
    func missing(_ what: String) -> DataLineError {
      DataLineError(
        path: path, line: 1, problem: "no column \(what)",
        remedy: "export samples of both eyes with their timestamps from Tobii Pro Lab, tab-separated")
    }
    let timeColumn = header.column("Eyetracker timestamp", "Recording timestamp", "Computer timestamp")
    guard let timeColumn else { throw missing("Recording timestamp") }
    time = timeColumn.index
    let units = ["dacspx", "adcspx", "mcspx", "px"]
    func eye(_ side: String) throws -> (EyeColumns, String) {
      let x =
        header.column("Gaze point \(side) X", preferring: units) ?? header.column("Gaze point X", preferring: units)
      let y =
        header.column("Gaze point \(side) Y", preferring: units) ?? header.column("Gaze point Y", preferring: units)
      guard let x, let y else { throw missing("Gaze point \(side) X and Y") }
      let columns = EyeColumns(
        x: x.index, y: y.index, validity: header.column("Validity \(side)")?.index,
        pupil: header.column("Pupil diameter \(side)", "Pupil \(side)")?.index)
      return (columns, x.unit)
    }
    let unit: String
    (left, unit) = try eye("left")
    right = try eye("right").0
    timeUnit = settings.timeUnit ?? Self.timeUnit(named: timeColumn.unit)
    coordinateUnit =
      settings.coordinateUnit ?? (unit.contains("norm") ? .normalized : unit.contains("px") ? .pixels : nil)
    participantColumn = header.column("Participant name", "ParticipantName", "Participant")?.index
    recordingColumn = header.column("Recording name", "RecordingName")?.index
    stimulusColumn =
      header.column("Presented Stimulus name", "Presented Media name", "MediaName", "StimuliName")?.index
    sensor = header.column("Sensor")?.index
    event = Self.eventColumns(header, units: units)
    fallbackParticipant = settings.participant ?? TrackerFile.name(of: path)
  }

  var path: String { lines.path }
  var line: Int { lines.line }

  func next() throws -> RowOutcome? {
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      let row = DelimitedRow(line, delimiter: UInt8(ascii: "\t"), isQuoted: false)
      // Rows for mouse, key strokes and other events have no gaze and are ignored.
      if let sensor, let name = row.text(sensor), name.lowercased().replacing(" ", with: "") != "eyetracker" {
        continue
      }
      do {
        guard row.count == columnCount else { throw RowFault(.cutRow) }
        return .sample(try sample(row))
      } catch let fault as RowFault {
        return .excluded(fault.reason)
      }
    }
    return nil
  }

  private func sample(_ row: DelimitedRow) throws -> RawGazeRow {
    let name = try stimulusColumn.map { try stimulus.text(of: row, $0) } ?? TrackerFile.name(of: path)
    guard !name.isEmpty else { throw RowFault(.noStimulus) }
    return RawGazeRow(
      participant: try participantColumn.map { try participant.text(of: row, $0) } ?? fallbackParticipant,
      stimulus: name, trial: try recordingColumn.map { try recording.text(of: row, $0) } ?? "",
      time: try row.requiredNumber(time), left: try eye(row, left), right: try eye(row, right), event: try fixation(row)
    )
  }

  private func eye(_ row: DelimitedRow, _ columns: EyeColumns) throws -> RawEye {
    let x = try row.number(columns.x)
    let y = try row.number(columns.y)
    var isValid = x != nil && y != nil
    if let validity = columns.validity, let text = row.text(validity) {
      // Pro Lab writes words; Tobii Studio writes codes from 0 (certain) to 4 (lost).
      isValid = text.lowercased() == "valid" || text == "0" || text == "1"
    }
    return RawEye(x: x, y: y, pupil: try columns.pupil.flatMap { try row.number($0) }, isValid: isValid)
  }

  private func fixation(_ row: DelimitedRow) throws -> RawFixation? {
    guard let event, row.text(event.type)?.lowercased() == "fixation", let index = row.text(event.index) else {
      return nil
    }
    let duration = try event.duration.flatMap { try row.number($0) } ?? 0
    return RawFixation(index: index, duration: duration, x: try row.number(event.x), y: try row.number(event.y))
  }

  private static func eventColumns(
    _ header: HeaderColumns, units: [String]
  ) -> (type: Int, index: Int, duration: Int?, x: Int, y: Int)? {
    guard let type = header.column("Eye movement type", "GazeEventType")?.index,
      let index = header.column("Eye movement type index", "FixationIndex")?.index,
      let x = header.column("Fixation point X", preferring: units)?.index,
      let y = header.column("Fixation point Y", preferring: units)?.index
    else { return nil }
    return (type, index, header.column("Gaze event duration", "GazeEventDuration")?.index, x, y)
  }

  private static func timeUnit(named unit: String) -> TimeUnit? {
    switch unit {
    case "ms": .milliseconds
    case "s": .seconds
    case "ns": .nanoseconds
    // The micro sign, the Greek mu, and what remains of them in a wrong encoding.
    case "µs", "μs", "us", "\u{FFFD}s", "\u{FFFD}\u{FFFD}s": .microseconds
    default: nil
    }
  }
}
