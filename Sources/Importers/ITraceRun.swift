import Basics
import GRDB

/// A run of a fixation filter over a session, in a database of the iTrace Toolkit.
struct ITraceRun: Equatable {
  var identifier: String
  /// The session, with the name of the filter and the participant; empty where the database has none.
  var session = ""
  var filter = ""
  var participant: String?
  var task: String?
  var width: Double?
  var height: Double?

  /// `IVT (run 3)`.
  var name: String { "\(filter.isEmpty ? "a filter without name" : filter) (run \(identifier))" }

  private static let query = """
    SELECT f.fixation_run_id AS run, r.*, s.participant_id AS session_participant, s.task_name AS session_task,
      s.screen_width AS session_width, s.screen_height AS session_height
    FROM (SELECT DISTINCT fixation_run_id FROM fixation) f
    LEFT JOIN fixation_run r ON r.fixation_run_id = f.fixation_run_id
    LEFT JOIN session s ON s.session_id = r.session_id
    ORDER BY f.fixation_run_id
    """

  /// The runs that have fixations.
  static func all(in database: Database) throws -> [ITraceRun] {
    try Row.fetchAll(database, sql: query).map { row in
      var run = ITraceRun(identifier: row.text("run") ?? "")
      run.session = row.text("session_id") ?? ""
      run.filter = row.text("filter") ?? ""
      run.participant = row.text("session_participant")
      run.task = row.text("session_task")
      run.width = row.number("session_width")
      run.height = row.number("session_height")
      return run
    }
  }

  /// The runs that `ImportSettings.filterRun` chooses; all of them when every session has one.
  ///
  /// - Throws: `DataLineError` when the choice names no run, or leaves a session more than one: the runs are over the same
  ///   samples, so both would count every reading twice.
  static func chosen(_ runs: [ITraceRun], _ choice: String?, path: String) throws -> Set<String> {
    let chosen = runs.filter { run in choice.map(run.matches) ?? true }
    let numbers = runs.contains(where: { $0.isOfFilter(choice ?? "") }) ? [] : numbers(in: choice ?? "")
    let unknown = numbers.first { number in !runs.contains { $0.identifier == number } }
    if let missing = unknown ?? (chosen.isEmpty ? choice : nil), !runs.isEmpty {
      throw DataLineError(
        path: path, line: 0, problem: "no run of a fixation filter is called \(missing)",
        remedy: "the database has \(list(runs))")
    }
    let sessions = Dictionary(grouping: chosen.filter { !$0.session.isEmpty }, by: \.session)
    if let several = sessions.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
      throw DataLineError(
        path: path, line: 0,
        problem:
          "session \(several.key) has the fixations of \(several.value.count) runs of filters over the same samples",
        remedy: "choose with --filter (filter_run) the name of a filter, or numbers of runs separated by commas: "
          + list(several.value))
    }
    return Set(chosen.map(\.identifier))
  }

  private static func list(_ runs: [ITraceRun]) -> String { runs.prefix(12).map(\.name).joined(separator: ", ") }

  private func matches(_ choice: String) -> Bool {
    isOfFilter(choice) || Self.numbers(in: choice).contains(identifier)
  }

  private static func numbers(in choice: String) -> [String] { choice.split(separator: ",").map(\.trimmingBlanks) }

  private func isOfFilter(_ choice: String) -> Bool {
    let wanted = choice.trimmingBlanks.lowercased()
    let name = filter.lowercased()
    return name == wanted
      || name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).first.map(String.init) == wanted
  }
}

extension Row {
  /// A column's value as text; nil when it is null or there is no such column.
  func text(_ column: String) -> String? {
    guard hasColumn(column), let value: DatabaseValue = self[column] else { return nil }
    switch value.storage {
    case .null: return nil
    case .int64(let number): return String(number)
    case .double(let number): return String(number)
    case .string(let text): return text
    case .blob(let data): return String(decoding: data, as: UTF8.self)
    }
  }

  /// A column's value as a finite number.
  func number(_ column: String) -> Double? { text(column).flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
}
