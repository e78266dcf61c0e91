import Basics
import Foundation
import GRDB
import Recordings

/// Imports the SQLite database of the iTrace Toolkit, opened read-only.
///
/// The chosen run of a fixation filter over a session becomes a trial, in the order of `fixation_order_number`. With a
/// folder of code, it becomes a trial for every file of the folder that was looked at; fixations on other files are
/// counted. Times are inferred (`EventTimes`).
struct ITraceDatabaseImporter {
  let path: String
  let settings: ImportSettings
  private var report = ImportReport(format: .iTraceDatabase)
  private var stimuli: StimulusFiles
  /// The fixations of the run that is being read, with the database's name for each.
  private var fixations: [(fixation: Fixation, place: String)] = []
  private var run: ITraceRun?
  private var declared: DeclaredParticipant

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    declared = DeclaredParticipant(settings)
    guard access(path, R_OK) == 0 else { throw FileFailure(.read, path: path) }
    stimuli = try StimulusFiles(settings, screen: settings.screen)
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try database.inDatabase { database in
        let runs = try ITraceRun.all(in: database)
        let chosen = try ITraceRun.chosen(runs, settings.filterRun, path: path)
        for run in runs where chosen.contains(run.identifier) { _ = try participant(of: run) }
        let named = Dictionary(runs.map { ($0.identifier, $0) }, uniquingKeysWith: { first, _ in first })
        let rows = try Row.fetchCursor(database, sql: try query(database))
        while let row = try rows.next() { try add(row, named, chosen, body) }
      }
    } catch let error as DatabaseError {
      throw DataLineError(
        path: path, line: 0, problem: "not a database of the iTrace Toolkit: \(error.message ?? "\(error.resultCode)")",
        remedy: "it must have the tables fixation, fixation_run and session")
    }
    try finish(body)
    try report.requireUsableRows(path, settings)
    return report
  }

  /// All fixations in order. With a folder of code also the path of the file that the plug-in saw at the beginning of
  /// each, where the database has it: `fixation_target` may be only a name.
  private func query(_ database: Database) throws -> String {
    let order = "ORDER BY f.fixation_run_id, f.fixation_order_number"
    let needed = Set(["event_time", "gaze_target", "source_file_path"])
    guard stimuli.codeFolder != nil, try database.tableExists("ide_context"),
      needed.isSubset(of: try database.columns(in: "ide_context").map(\.name))
    else { return "SELECT f.* FROM fixation f \(order)" }
    return """
      SELECT f.*, c.path AS context_path FROM fixation f
      LEFT JOIN (
        SELECT event_time, gaze_target, MIN(source_file_path) AS path FROM ide_context GROUP BY event_time, gaze_target
      ) c ON c.event_time = f.fixation_start_event_time AND c.gaze_target = f.fixation_target
      \(order)
      """
  }

  private mutating func add(
    _ row: Row, _ runs: [String: ITraceRun], _ chosen: Set<String>, _ body: (ImportedTrial) throws -> Void
  ) throws {
    report.rows += 1
    let place = "\(path), fixation \(row.text("fixation_id") ?? "\(report.rows)")"
    let identifier = row.text("fixation_run_id") ?? ""
    guard chosen.contains(identifier) else {
      report.exclusions.add(.otherRun, at: place)
      return
    }
    if identifier != run?.identifier {
      try finish(body)
      run = runs[identifier]
    }
    do {
      fixations.append((try Self.fixation(row), place))
    } catch let fault as RowFault {
      report.exclusions.add(fault.reason, at: place)
    }
  }

  private static func fixation(_ row: Row) throws -> Fixation {
    guard let duration = row.number("duration") else { throw RowFault(.unreadableNumber) }
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    var fixation = Fixation(start: row.number("fixation_start_event_time"), duration: duration)
    if let x = row.number("x"), let y = row.number("y"), abs(x) < 1e5, abs(y) < 1e5 {
      fixation.position = ScreenPoint(x: x, y: y)
    }
    if let file = row.text("fixation_target"), !file.isEmpty, let line = row.number("source_file_line"),
      (1..<1e9).contains(line)
    {
      let column = row.number("source_file_col") ?? 0
      let path = row.text("context_path") ?? ""
      let isWhole = path.hasSuffix("/\(file)") || path.hasSuffix("\\\(file)")
      fixation.source = SourcePlace(
        file: isWhole ? path : file, line: Int(line), column: (0..<1e9).contains(column) ? Int(column) : 0)
    }
    guard fixation.position != nil || fixation.source != nil else { throw RowFault(.noCoordinates) }
    return fixation
  }

  private mutating func participant(of run: ITraceRun) throws -> String {
    try declared.participant(inPlaceOf: run.participant ?? TrackerFile.name(of: path), path: path, line: 0)
  }

  private mutating func finish(_ body: (ImportedTrial) throws -> Void) throws {
    guard let run, !fixations.isEmpty else { return }
    RepeatedRows.remove(from: &fixations, fixation: \.fixation, place: \.place, &report.exclusions)
    var trial = ReadingTrial(
      participant: try participant(of: run),
      method: run.task ?? (run.session.isEmpty ? "run \(run.identifier)" : "session \(run.session)"),
      screen: settings.screen, fixations: fixations.map(\.fixation),
      provenance: Provenance(format: .iTraceDatabase, file: path, line: 0))
    if trial.screen == nil, let width = run.width, let height = run.height, width > 0, height > 0 {
      trial.screen = ScreenSize(width: width, height: height)
    }
    stimuli.screen = trial.screen
    trial.notes.append("fixations of run \(run.identifier), filter \(run.filter.isEmpty ? "unknown" : run.filter)")
    EventTimes.scaleStarts(&trial, declared: settings.timeUnit)
    let places = fixations.map(\.place)
    fixations = []
    for var part in divided(trial, places) {
      try stimuli.complete(&part, &report)
      if !part.boxes.isEmpty { BoxHitTest(boxes: part.boxes).assign(&part) }
      report.trials += 1
      report.exclusions.add(part.exclusions)
      try body(.fixations(part))
    }
  }

  /// A run's trials: one for every file of the code's folder that was looked at, in the order of the first looks. The
  /// whole run, when no folder is given or the database knows no places in files.
  private mutating func divided(_ trial: ReadingTrial, _ places: [String]) -> [ReadingTrial] {
    let recorded = Set(trial.fixations.compactMap(\.source?.file))
    guard let folder = stimuli.codeFolder, !recorded.isEmpty else { return [trial] }
    let matches = folder.matches(recorded)
    for file in recorded.subtracting(matches.keys).sorted() {
      report.note("\(file) is not in \(folder.root), or cannot be told from another file there")
    }
    var parts: [(file: String, trial: ReadingTrial)] = []
    for (fixation, place) in zip(trial.fixations, places) {
      guard let file = fixation.source.flatMap({ matches[$0.file] }) else {
        report.exclusions.add(fixation.source == nil ? .noStimulus : .otherFile, at: place)
        continue
      }
      if let known = parts.firstIndex(where: { $0.file == file }) {
        parts[known].trial.fixations.append(fixation)
      } else {
        var part = trial
        part.method = folder.stimulusName(of: file)
        part.fixations = [fixation]
        if part.method != trial.method { part.notes.append("task \(trial.method)") }
        parts.append((file, part))
      }
    }
    return parts.map { part in
      var trial = part.trial
      let origin = trial.fixations.first?.start ?? 0
      for index in trial.fixations.indices {
        trial.fixations[index].start = trial.fixations[index].start.map { $0 - origin }
      }
      return trial
    }
  }
}
