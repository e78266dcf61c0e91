import Basics
import Recordings

/// Imports EyeLink Data Viewer's fixation report: tab-separated, one row per fixation, read by column name.
///
/// The report has already assigned every fixation to an interest area by its own rules, and that assignment is kept. If
/// `CURRENT_FIX_START` is missing, start times are computed from the durations of fixations and of the saccades between
/// them.
struct EyeLinkReportImporter {
  private struct Columns {
    var session: Int
    var trial: Int
    var x: Int
    var y: Int
    var duration: Int
    var start: Int?
    var saccade: Int?
    var area: Int?
    var stimulus: Int
    var count: Int
  }

  let path: String
  let settings: ImportSettings
  private let lines: LineReader
  private let columns: Columns
  private var stimuli: StimulusFiles
  private var report = ImportReport(format: .eyeLinkReport)
  private var session = RepeatedText()
  private var stimulus = RepeatedText()
  private var trialText = RepeatedText()

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    lines = try LineReader(path)
    stimuli = try StimulusFiles(settings, screen: settings.screen)
    let header = HeaderColumns(
      DelimitedRow(try lines.next() ?? [], delimiter: UInt8(ascii: "\t"), isQuoted: false))
    columns = try Self.columns(header, path, settings)
  }

  private static func columns(_ header: HeaderColumns, _ path: String, _ settings: ImportSettings) throws -> Columns {
    func column(_ names: String..., remedy: String = "add it to the report in Data Viewer") throws -> Int {
      for name in names {
        if let column = header.column(name) { return column.index }
      }
      throw DataLineError(path: path, line: 1, problem: "no column \(names.joined(separator: " or "))", remedy: remedy)
    }
    let stimulus: Int
    if let name = settings.stimulusColumn {
      let nearest = NearestName.nearest(to: name, among: header.names)
      stimulus = try column(name, remedy: nearest.map { "did you mean \($0)?" } ?? "check stimulus_column")
    } else {
      stimulus = try column(
        "code_snippet_id", "stimulus", "image", "image_file", "IMAGE_NAME", "TRIAL_LABEL",
        remedy: "name the variable that holds the stimulus with stimulus_column")
    }
    return Columns(
      session: try column("RECORDING_SESSION_LABEL"), trial: try column("TRIAL_INDEX", "TRIAL_LABEL"),
      x: try column("CURRENT_FIX_X"), y: try column("CURRENT_FIX_Y"), duration: try column("CURRENT_FIX_DURATION"),
      start: header.column("CURRENT_FIX_START")?.index, saccade: header.column("NEXT_SAC_DURATION")?.index,
      area: header.column("CURRENT_FIX_INTEREST_AREA_ID", "CURRENT_FIX_INTEREST_AREA_INDEX")?.index, stimulus: stimulus,
      count: header.count)
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    var current: (trial: ReadingTrial, index: String, areas: [String?], saccades: [Double?])?
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      report.rows += 1
      let row = DelimitedRow(line, delimiter: UInt8(ascii: "\t"), isQuoted: false)
      do {
        guard row.count == columns.count else { throw RowFault(.cutRow) }
        let participant = try session.text(of: row, columns.session)
        let name = try stimulus.text(of: row, columns.stimulus)
        let index = try trialText.text(of: row, columns.trial)
        guard !name.isEmpty, name != "." else { throw RowFault(.noStimulus) }
        if current?.trial.participant != participant || current?.trial.method != name || current?.index != index {
          try finish(current, body)
          let provenance = Provenance(
            format: .eyeLinkReport, file: path, line: lines.line, trial: Int(index))
          let trial = ReadingTrial(
            participant: participant, method: name, screen: settings.screen, provenance: provenance)
          current = (trial, index, [], [])
        }
        let fixation = try fixation(row)
        current?.trial.fixations.append(fixation.fixation)
        current?.areas.append(fixation.area)
        current?.saccades.append(fixation.saccade)
      } catch let fault as RowFault {
        report.exclusions.add(fault.reason, at: lines.place)
      }
    }
    try finish(current, body)
    try report.requireUsableRows(path, settings)
    return report
  }

  private func fixation(_ row: DelimitedRow) throws -> (fixation: Fixation, area: String?, saccade: Double?) {
    let duration = try row.requiredNumber(columns.duration)
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    let area = try columns.area.map(row.required).flatMap { $0 == "." || $0.isEmpty ? nil : $0 }
    var position: ScreenPoint?
    if let x = try row.number(columns.x), let y = try row.number(columns.y), abs(x) < 1e5, abs(y) < 1e5 {
      position = ScreenPoint(x: x, y: y)
    }
    guard position != nil || area != nil else { throw RowFault(.noCoordinates) }
    return (
      Fixation(start: try columns.start.flatMap(row.number), duration: duration, position: position), area,
      try columns.saccade.flatMap(row.number)
    )
  }

  private mutating func finish(
    _ current: (trial: ReadingTrial, index: String, areas: [String?], saccades: [Double?])?,
    _ body: (ImportedTrial) throws -> Void
  ) throws {
    guard let (gathered, _, areas, saccades) = current, !gathered.fixations.isEmpty else { return }
    var trial = gathered
    let layout = try stimuli.layout(of: trial.method)
    if let code = try stimuli.code(of: trial.method) {
      trial.code = code.text
      trial.language = code.language
    }
    if columns.start == nil { addStarts(&trial, saccades) }
    trial.boxes = layout?.boxes ?? []
    if let layout { trial.exclusions.add(layout.exclusions) }
    if layout == nil { report.note(stimuli.advice(on: trial.method)) }
    if columns.area == nil, let layout {
      BoxHitTest(boxes: layout.boxes).assign(&trial)
    } else {
      assign(&trial, areas, hasLayout: layout != nil)
    }
    report.trials += 1
    report.exclusions.add(trial.exclusions)
    try body(.fixations(trial))
  }

  /// Assigns fixations to the boxes that the report names.
  private func assign(_ trial: inout ReadingTrial, _ areas: [String?], hasLayout: Bool) {
    let named = Dictionary(trial.boxes.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
    let place = trial.provenance.place
    for (index, area) in areas.enumerated() {
      guard hasLayout else {
        trial.exclusions.add(.noLayout, at: place)
        continue
      }
      guard let area else {
        trial.exclusions.add(.onNoBox, at: place)
        continue
      }
      guard let box = named[area] else {
        trial.exclusions.add(.unknownBox, at: place)
        continue
      }
      trial.fixations[index].box = box.reference
      trial.fixations[index].tokens = box.tokens
    }
  }

  private func addStarts(_ trial: inout ReadingTrial, _ saccades: [Double?]) {
    var time = 0.0
    for index in trial.fixations.indices {
      trial.fixations[index].start = time
      let saccade = saccades[index].flatMap { Fixation.isPossible(duration: $0) ? $0 : nil }
      time += trial.fixations[index].duration + (saccade ?? 0)
    }
    trial.notes.append("start times computed from the durations of fixations and of the saccades between them")
  }
}
