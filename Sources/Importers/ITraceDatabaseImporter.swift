import Basics
import Foundation
import GRDB
import Recordings

/// Imports the SQLite database of the iTrace Toolkit, opened read-only.
///
/// Every run of a fixation filter over a session becomes a trial, in the order of `fixation_order_number`. Times are
/// inferred: of the possible units (milliseconds, microseconds, Windows' 100 ns, nanoseconds), the one that puts the
/// intervals between fixation starts closest above their durations, which are in milliseconds.
struct ITraceDatabaseImporter {
  private static let query = """
    SELECT f.*, r.session_id AS run_session, r.filter AS run_filter, s.participant_id AS run_participant,
      s.task_name AS run_task, s.screen_width AS run_width, s.screen_height AS run_height
    FROM fixation f
    LEFT JOIN fixation_run r ON r.fixation_run_id = f.fixation_run_id
    LEFT JOIN session s ON s.session_id = r.session_id
    ORDER BY f.fixation_run_id, f.fixation_order_number
    """

  let path: String
  let settings: ImportSettings
  private var report = ImportReport(format: .iTraceDatabase)
  private var current: ReadingTrial?
  private var run: String?

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    guard access(path, R_OK) == 0 else { throw FileFailure(.read, path: path) }
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try database.inDatabase { database in
        let rows = try Row.fetchCursor(database, sql: Self.query)
        while let row = try rows.next() { try add(row, body) }
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

  private mutating func add(_ row: Row, _ body: (ImportedTrial) throws -> Void) throws {
    report.rows += 1
    let place = "\(path), fixation \(Self.text(row, "fixation_id") ?? "\(report.rows)")"
    let thisRun = Self.text(row, "fixation_run_id") ?? ""
    if thisRun != run || current == nil {
      try finish(body)
      run = thisRun
      begin(row, run: thisRun)
    }
    guard let duration = Self.number(row, "duration") else {
      report.exclusions.add(.unreadableNumber, at: place)
      return
    }
    guard Fixation.isPossible(duration: duration) else {
      report.exclusions.add(.impossibleDuration, at: place)
      return
    }
    var fixation = Fixation(start: Self.number(row, "fixation_start_event_time"), duration: duration)
    if let x = Self.number(row, "x"), let y = Self.number(row, "y"), abs(x) < 1e5, abs(y) < 1e5 {
      fixation.position = ScreenPoint(x: x, y: y)
    }
    if let file = Self.text(row, "fixation_target"), !file.isEmpty, let line = Self.number(row, "source_file_line"),
      (1..<1e9).contains(line)
    {
      let column = Self.number(row, "source_file_col") ?? 0
      fixation.source = SourcePlace(file: file, line: Int(line), column: (0..<1e9).contains(column) ? Int(column) : 0)
    }
    guard fixation.position != nil || fixation.source != nil else {
      report.exclusions.add(.noCoordinates, at: place)
      return
    }
    current?.fixations.append(fixation)
  }

  private mutating func begin(_ row: Row, run: String) {
    var trial = ReadingTrial(
      participant: settings.participant ?? Self.text(row, "run_participant") ?? TrackerFile.name(of: path),
      method: Self.text(row, "run_task") ?? Self.text(row, "run_session").map { "session \($0)" } ?? "run \(run)",
      screen: settings.screen, provenance: Provenance(format: .iTraceDatabase, file: path, line: 0))
    if trial.screen == nil, let width = Self.number(row, "run_width"), let height = Self.number(row, "run_height"),
      width > 0, height > 0
    {
      trial.screen = ScreenSize(width: width, height: height)
    }
    trial.notes.append("fixations of run \(run), filter \(Self.text(row, "run_filter") ?? "unknown")")
    current = trial
  }

  private mutating func finish(_ body: (ImportedTrial) throws -> Void) throws {
    guard var trial = current, !trial.fixations.isEmpty else { return }
    current = nil
    Self.scaleStarts(&trial)
    report.trials += 1
    try body(.fixations(trial))
  }

  /// Converts event times to milliseconds since the first fixation; drops all of them when no unit fits.
  static func scaleStarts(_ trial: inout ReadingTrial) {
    let starts = trial.fixations.compactMap(\.start)
    let units = [1, 1e-3, 1e-4, 1e-6]
    var excess: [Double] = []
    for (fixation, next) in zip(trial.fixations, trial.fixations.dropFirst()) where fixation.duration > 0 {
      if let start = fixation.start, let following = next.start {
        excess.append((following - start) / fixation.duration)
      }
    }
    let median = UnitInference.nearestRank(0.5, of: excess) ?? 1
    // The interval between starts contains the fixation and a saccade: at least the duration, and seldom ten times
    // that.
    guard starts.count == trial.fixations.count, let origin = starts.first,
      let unit = units.first(where: { (0.9..<9).contains(median * $0) }),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), let last = starts.last, (last - origin).isFinite
    else {
      for index in trial.fixations.indices { trial.fixations[index].start = nil }
      trial.notes.append("start times are left out: they are not in order, or in no known unit")
      return
    }
    for index in trial.fixations.indices {
      trial.fixations[index].start = trial.fixations[index].start.map { ($0 - origin) * unit }
    }
    trial.notes.append("start times inferred to be in units of \(unit) ms")
  }

  private static func text(_ row: Row, _ column: String) -> String? {
    guard row.hasColumn(column), let value: DatabaseValue = row[column] else { return nil }
    switch value.storage {
    case .null: return nil
    case .int64(let number): return String(number)
    case .double(let number): return String(number)
    case .string(let text): return text
    case .blob(let data): return String(decoding: data, as: UTF8.self)
    }
  }

  private static func number(_ row: Row, _ column: String) -> Double? {
    text(row, column).flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil }
  }
}
