import Basics
import Recordings

/// Imports the tables of fix8 and of the EMIP Toolkit: eye movements, or corrected fixations with their areas.
///
/// Rows of fixations become the trials of a participant, trial and stimulus, in the order of time; other eye movements are
/// passed over. Corrected fixations keep their areas, unless the settings have some for the stimulus. All trials of a file
/// are gathered before the first is passed on, so its rows may be in any order.
struct FixationTableImporter {
  private struct Key: Hashable {
    var participant: String
    var stimulus: String
    var trial: String
  }

  private struct Row {
    var fixation: Fixation
    var area: ScreenRectangle?
    var text: String
    var language: String
    var place: String
  }

  let path: String
  let settings: ImportSettings
  private let table: TableReader
  private let columns: FixationTableColumns
  private var stimuli: StimulusFiles
  private var report: ImportReport
  private var declared: DeclaredParticipant
  private var moved = 0
  private var order: [(key: Key, line: Int)] = []
  private var rows: [Key: [Row]] = [:]

  init(_ path: String, _ settings: ImportSettings, format: GazeFormat) throws {
    self.path = path
    self.settings = settings
    table = try TableReader(path, decimal: settings.decimalSeparator)
    columns = try FixationTableColumns(table)
    try settings.checkTimeUnit(stated: columns.timeUnit, by: format, path)
    stimuli = try StimulusFiles(settings, screen: settings.screen)
    report = ImportReport(format: format)
    declared = DeclaredParticipant(settings)
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    while let row = try table.next() {
      do {
        guard row.count == table.header.count else {
          report.rows += 1
          throw RowFault(.cutRow)
        }
        guard try isFixation(row) else { continue }
        report.rows += 1
        let (key, fixation) = (try key(row), try self.row(row))
        if rows[key] == nil { order.append((key, table.line)) }
        rows[key, default: []].append(fixation)
      } catch let fault as RowFault {
        report.exclusions.add(fault.reason, at: table.place)
      }
    }
    for (key, line) in order { try finish(key, line, body) }
    if moved > 0 { report.note(FixationOrder.note(moved, "time")) }
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func isFixation(_ row: DelimitedRow) throws -> Bool {
    guard let kind = columns.kind else { return true }
    switch try row.required(kind).lowercased() {
    case "fixation", "fix": return true
    case "saccade", "blink", "sac", "smooth pursuit", "pursuit", "unknown", "unclassified": return false
    default:
      report.rows += 1
      throw RowFault(.unreadableRow)
    }
  }

  private mutating func key(_ row: DelimitedRow) throws -> Key {
    let stimulus = try columns.stimulus.map(row.required) ?? TrackerFile.name(of: path)
    guard !stimulus.isEmpty else { throw RowFault(.noStimulus) }
    let named = try columns.participant.map(row.required) ?? TrackerFile.name(of: path)
    return Key(
      participant: try declared.participant(inPlaceOf: named, path: path, line: table.line), stimulus: stimulus,
      trial: try columns.trial.map(row.required) ?? "")
  }

  private func row(_ row: DelimitedRow) throws -> Row {
    let duration = try row.requiredNumber(columns.duration)
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    guard let x = try row.number(columns.x), let y = try row.number(columns.y), abs(x) < 1e5, abs(y) < 1e5 else {
      throw RowFault(.noCoordinates)
    }
    let sides = try columns.area.compactMap(row.number)
    let area = sides.count == 4 ? ScreenRectangle(x: sides[0], y: sides[1], width: sides[2], height: sides[3]) : nil
    return Row(
      fixation: Fixation(
        start: try columns.time.flatMap(row.number), duration: duration, position: ScreenPoint(x: x, y: y)),
      area: area.flatMap { $0.isOnAnyScreen ? $0 : nil }, text: try columns.token.map(row.required) ?? "",
      language: try columns.language.map(row.required) ?? "", place: table.place)
  }

  private mutating func finish(_ key: Key, _ line: Int, _ body: (ImportedTrial) throws -> Void) throws {
    var gathered = rows.removeValue(forKey: key) ?? []
    var trial = ReadingTrial(
      participant: key.participant, method: key.stimulus, screen: settings.screen,
      provenance: Provenance(format: report.format, file: path, line: line))
    if let sorted = FixationOrder.sorted(gathered, by: \.fixation.start) {
      gathered = sorted.rows
      moved += sorted.moved
      if sorted.moved > 0 { trial.notes.append(FixationOrder.note(sorted.moved, "time")) }
    }
    // First the areas: a fixation may have a row for each of several areas that overlap.
    let own = columns.area.isEmpty ? nil : areas(gathered)
    RepeatedRows.remove(from: &gathered, fixation: \.fixation, place: \.place, &trial.exclusions)
    trial.fixations = gathered.map(\.fixation)
    EventTimes.scaleStarts(
      &trial, declared: columns.timeUnit ?? (report.format == .fix8 ? .milliseconds : settings.timeUnit))
    try stimuli.complete(&trial, own: own, &report)
    if trial.language == nil, let language = gathered.first?.language.lowercased(), !language.isEmpty {
      trial.language = language
    }
    if let own, own.boxes == trial.boxes {
      assign(&trial, gathered, own)
    } else {
      BoxHitTest(boxes: trial.boxes).assign(&trial)
      if trial.boxes.isEmpty, gathered.contains(where: { !$0.text.isEmpty }) {
        report.note("the file names the text of areas but not their places: give the areas as --interest-areas")
      }
    }
    report.trials += 1
    report.exclusions.add(trial.exclusions)
    try body(.fixations(trial))
  }

  /// The areas that a trial's rows name, from top to bottom and from left to right.
  private func areas(_ rows: [Row]) -> BoxFile {
    var seen: Set<ScreenRectangle> = []
    let entries = rows.compactMap { row in
      row.area.flatMap { area in
        seen.insert(area).inserted
          ? BoxFile.Entry(text: row.text, rectangle: area, identifier: "", place: row.place) : nil
      }
    }
    let ordered = entries.sorted { ($0.rectangle.y, $0.rectangle.x) < ($1.rectangle.y, $1.rectangle.x) }
    return BoxFile(ordered, screen: settings.screen)
  }

  /// Assigns fixations to the areas that their rows name.
  private func assign(_ trial: inout ReadingTrial, _ rows: [Row], _ file: BoxFile) {
    let boxes = Dictionary(file.boxes.map { ($0.rectangle, $0.reference) }, uniquingKeysWith: { first, _ in first })
    for (index, row) in rows.enumerated() {
      guard let area = row.area else {
        trial.exclusions.add(.onNoBox, at: row.place)
        continue
      }
      guard let box = boxes[area] else {
        trial.exclusions.add(.unknownBox, at: row.place)
        continue
      }
      trial.fixations[index].box = box
    }
  }
}
