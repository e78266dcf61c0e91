import Basics
import Foundation
import Recordings

/// Imports EyeLink Data Viewer's fixation report: one row per fixation, read by column name.
///
/// The report has already assigned every fixation to an interest area by its own rules, and that assignment is kept. If
/// `CURRENT_FIX_START` is missing, start times are computed from the durations of fixations and of the saccades between
/// them. Rows of a trial are sorted by their start; of two eyes, the one that `ImportSettings.eyes` names or the one with
/// more fixations counts.
struct EyeLinkReportImporter {
  private struct Key: Hashable {
    var session: String
    var stimulus: String
    var trial: String
  }

  private struct Row {
    var fixation: Fixation
    var number: Double?
    var saccade: Double?
    var area: EyeLinkAreaName?
    var eye: String
    var line: Int
    /// Whether only the fixation's time counts, for the starts of those after it.
    var isDropped = false
  }

  private struct Trial {
    var key: Key
    var line: Int
    var rows: [Row] = []
  }

  /// Of smaller files all trials are gathered before the first is passed on, so their rows may be in any order.
  private static let gatheredBytes = 1 << 26

  let path: String
  let settings: ImportSettings
  private let table: TableReader
  private let columns: EyeLinkReportColumns
  private let gathers: Bool
  private var stimuli: StimulusFiles
  private var report = ImportReport(format: .eyeLinkReport)
  private var session = RepeatedText()
  private var stimulus = RepeatedText()
  private var trialText = RepeatedText()
  private var eyeText = RepeatedText()
  private var moved = 0
  /// Fixations on an area, without a usable position.
  private var withoutPosition = StrayRows.Rows()
  /// Fixations on areas that the layout does not have.
  private var unknownAreas = StrayRows.Rows()
  private var trials: [Trial] = []
  /// Places in `trials`; nil for trials that have been passed on.
  private var places: [Key: Int?] = [:]

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    table = try TableReader(path, decimal: settings.decimalSeparator)
    columns = try EyeLinkReportColumns(table, settings)
    stimuli = try StimulusFiles(settings, screen: settings.screen)
    var status = stat()
    gathers = stat(path, &status) == 0 && status.st_size <= Self.gatheredBytes
    if settings.eyes != .both, columns.eye == nil {
      throw UnusedSetting(
        option: "--eyes", format: .eyeLinkReport, path: path,
        reason: "this one has no column EYE_USED or CURRENT_FIX_EYE")
    }
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    var current: (key: Key, place: Int)?
    while let row = try table.next() {
      report.rows += 1
      do {
        guard row.count == table.header.count else { throw RowFault(.cutRow) }
        let key = Key(
          session: try session.text(of: row, columns.session), stimulus: try stimulus.text(of: row, columns.stimulus),
          trial: try trialText.text(of: row, columns.trial))
        guard !key.stimulus.isEmpty, key.stimulus != "." else { throw RowFault(.noStimulus) }
        guard !key.trial.isEmpty, key.trial != "." else { throw RowFault(.noStimulus, "TRIAL_INDEX is missing") }
        if current?.key != key { current = (key, try place(of: key, body)) }
        let next = try self.row(row)
        if let current { trials[current.place].rows.append(next) }
      } catch let fault as RowFault {
        report.exclusions.add(fault.reason, at: table.place)
      }
    }
    for trial in trials { try finish(trial, body) }
    if moved > 0 { report.note(FixationOrder.note(moved, "time")) }
    report.note(withoutPosition, "fixations that name an area, without usable coordinates")
    report.note(unknownAreas, "fixations on areas that the layout of their stimulus does not have")
    try report.requireUsableRows(path, settings)
    return report
  }

  /// The place of a trial in `trials`, made when the trial is new.
  private mutating func place(of key: Key, _ body: (ImportedTrial) throws -> Void) throws -> Int {
    switch places[key] {
    case .some(.some(let place)): return place
    case .some(.none):
      throw DataLineError(
        path: path, line: table.line,
        problem:
          "trial \(key.trial) of \(key.session) goes on after other trials, in a report too large to be sorted here",
        remedy: "sort the report by RECORDING_SESSION_LABEL and TRIAL_INDEX")
    case nil:
      if !gathers {
        for trial in trials {
          try finish(trial, body)
          places[trial.key] = .some(nil)
        }
        trials = []
      }
      places[key] = trials.count
      trials.append(Trial(key: key, line: table.line))
      return trials.count - 1
    }
  }

  private mutating func row(_ row: DelimitedRow) throws -> Row {
    guard let duration = try columns.duration.value(row) else {
      throw RowFault(.unreadableNumber, "CURRENT_FIX_DURATION is empty")
    }
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    var next = Row(
      fixation: Fixation(start: try columns.start?.value(row), duration: duration),
      number: try columns.number.flatMap(row.number), saccade: try columns.saccade?.value(row), eye: try eye(row),
      line: table.line)
    do {
      next.area = try columns.area(row)
      next.fixation.position = try columns.position(row)
      guard next.fixation.position != nil || next.area != nil else { throw RowFault(.noCoordinates) }
    } catch let fault as RowFault where columns.start == nil {
      report.exclusions.add(fault.reason, at: table.place)
      next.isDropped = true
    }
    return next
  }

  /// `L` or `R`, or what else the report says.
  private mutating func eye(_ row: DelimitedRow) throws -> String {
    guard let column = columns.eye else { return "" }
    let text = try eyeText.text(of: row, column)
    switch text.utf8.first {
    case UInt8(ascii: "L"), UInt8(ascii: "l"): return "L"
    case UInt8(ascii: "R"), UInt8(ascii: "r"): return "R"
    default: return text
    }
  }

  private mutating func finish(_ gathered: Trial, _ body: (ImportedTrial) throws -> Void) throws {
    var trial = ReadingTrial(
      participant: gathered.key.session, method: gathered.key.stimulus, screen: settings.screen,
      provenance: Provenance(
        format: .eyeLinkReport, file: path, line: gathered.line, trial: Int(gathered.key.trial)))
    var rows = inOrder(ofOneEye(gathered.rows, &trial), &trial)
    if columns.start == nil { addStarts(&rows, &trial) }
    let hasLayout = try stimuli.layout(of: trial.method) != nil
    rows.removeAll { row in
      guard !row.isDropped else { return true }
      guard row.fixation.position == nil, !hasLayout else { return false }
      trial.exclusions.add(.noCoordinates, at: "\(path):\(row.line)")
      return true
    }
    RepeatedRows.remove(from: &rows, fixation: \.fixation, place: { "\(path):\($0.line)" }, &trial.exclusions)
    guard !rows.isEmpty else {
      trial.exclusions.add(.noFixations, at: trial.provenance.place)
      report.exclusions.add(trial.exclusions)
      return
    }
    trial.fixations = rows.map(\.fixation)
    try stimuli.complete(&trial, &report)
    if rows.allSatisfy({ $0.area == nil }), !trial.boxes.isEmpty {
      BoxHitTest(boxes: trial.boxes).assign(&trial)
    } else {
      assign(&trial, rows, numbers: try stimuli.layout(of: trial.method)?.numbers)
    }
    report.trials += 1
    report.exclusions.add(trial.exclusions)
    try body(.fixations(trial))
  }

  private func ofOneEye(_ rows: [Row], _ trial: inout ReadingTrial) -> [Row] {
    guard columns.eye != nil else { return rows }
    let counts = Dictionary(rows.filter { !$0.isDropped }.map { ($0.eye, 1) }, uniquingKeysWith: +)
    let fuller = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    let wanted = settings.eyes == .left ? "L" : settings.eyes == .right ? "R" : fuller
    for row in rows where row.eye != wanted && !row.isDropped {
      trial.exclusions.add(.otherEye, at: "\(path):\(row.line)")
    }
    return rows.filter { $0.eye == wanted }
  }

  private mutating func inOrder(_ rows: [Row], _ trial: inout ReadingTrial) -> [Row] {
    let byStart = FixationOrder.sorted(rows) { $0.fixation.start }
    let name = byStart == nil ? "CURRENT_FIX_INDEX" : "CURRENT_FIX_START"
    guard let sorted = byStart ?? FixationOrder.sorted(rows, by: \.number) else { return rows }
    moved += sorted.moved
    if sorted.moved > 0 { trial.notes.append(FixationOrder.note(sorted.moved, name)) }
    return sorted.rows
  }

  /// Assigns fixations to the boxes that the report names.
  private mutating func assign(_ trial: inout ReadingTrial, _ rows: [Row], numbers: [Int]?) {
    for (index, row) in rows.enumerated() {
      let place = "\(path):\(row.line)"
      if row.fixation.position == nil { withoutPosition.add(at: place) }
      guard let numbers else {
        trial.exclusions.add(.noLayout, at: place)
        continue
      }
      guard let area = row.area else {
        trial.exclusions.add(.onNoBox, at: place)
        continue
      }
      guard let box = area.box(in: trial.boxes, numbers: numbers, at: row.fixation.position) else {
        trial.exclusions.add(.unknownBox, at: place)
        unknownAreas.add(at: place)
        continue
      }
      trial.fixations[index].box = box.reference
      trial.fixations[index].tokens = box.tokens
    }
  }

  private func addStarts(_ rows: inout [Row], _ trial: inout ReadingTrial) {
    var time = 0.0
    for index in rows.indices {
      rows[index].fixation.start = time
      let saccade = rows[index].saccade.flatMap { Fixation.isPossible(duration: $0) ? $0 : nil }
      time += rows[index].fixation.duration + (saccade ?? 0)
    }
    trial.notes.append("start times computed from the durations of fixations and of the saccades between them")
  }
}
