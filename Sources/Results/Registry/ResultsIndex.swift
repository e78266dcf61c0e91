import Basics
import Foundation
import GRDB

/// The SQLite file that remembers the records of the runs below a root, so that only what has changed is read again.
///
/// It holds nothing that the folders do not, and may be deleted at any time. It is not meant to be shared: where it cannot be
/// written, or another process is at it for too long, the folders alone are used.
struct ResultsIndex {
  static let fileName = ".fovea-index.sqlite"
  /// "Fovr" in ASCII.
  private static let applicationID = 0x466F_7672
  /// Counted up with every change of `RunRecord`.
  private static let schemaVersion = 1

  private let queue: DatabaseQueue

  /// Opens or makes the index of a root. A damaged one, or one of another version, is made anew; a file of another program
  /// is left alone.
  ///
  /// - Throws: GRDB's errors.
  init(root: String) throws {
    let path = "\(root)/\(Self.fileName)"
    do {
      self.init(try Self.open(path))
    } catch let error as DatabaseError
      where [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_ERROR].contains(error.resultCode)
    {
      for suffix in ["", "-journal"] { unlink(path + suffix) }
      self.init(try Self.open(path))
    }
  }

  private init(_ queue: DatabaseQueue) { self.queue = queue }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(2)
    configuration.label = "results index"
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { database in
      let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      let isEmpty = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
      guard isEmpty || owner == applicationID else {
        throw DatabaseError(resultCode: .SQLITE_READONLY, message: "it is a database of another program")
      }
      guard isEmpty || version == schemaVersion else { throw DatabaseError(resultCode: .SQLITE_SCHEMA) }
      if isEmpty { try makeTable(database) }
    }
    return queue
  }

  private static func makeTable(_ database: Database) throws {
    try database.create(table: RunRecord.databaseTableName) { table in
      table.primaryKey("path", .text)
      for column in ["experiment", "name", "state", "failure", "host", "scores", "problems"] {
        table.column(column, .text)
      }
      for column in ["exitCode", "seed", "ranks", "threadsPerRank", "parameters", "steps", "totalSteps", "bestStep"] {
        table.column(column, .integer)
      }
      table.column("process", .integer)
      for column in [
        "started", "seconds", "tokensPerSecond", "exposedCommunicationShare", "trainingLoss", "validationLoss",
      ] {
        table.column(column, .double)
      }
    }
    try database.create(table: "source") { table in
      table.primaryKey("path", .text)
      table.column("fingerprint", .text).notNull()
    }
    try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(schemaVersion)")
  }

  /// Brings the index up to date with what was found, and returns all records in the order of their paths.
  ///
  /// - Parameter read: makes the records of folders that are new or have changed.
  func update(_ found: [RunDiscovery.Found], read: ([RunDiscovery.Found]) -> [RunRecord]) throws -> [RunRecord] {
    let known = try queue.read { database in
      try Row.fetchAll(database, sql: "SELECT path, fingerprint FROM source").reduce(into: [String: String]()) {
        $0[$1["path"]] = $1["fingerprint"]
      }
    }
    let changed = found.filter { known[$0.path] != $0.fingerprint }
    let paths = Set(found.map(\.path))
    let gone = known.keys.filter { !paths.contains($0) }
    if !changed.isEmpty || !gone.isEmpty {
      let records = read(changed)
      try queue.write { database in
        for path in gone {
          try database.execute(sql: "DELETE FROM run WHERE path = ?", arguments: [path])
          try database.execute(sql: "DELETE FROM source WHERE path = ?", arguments: [path])
        }
        for (source, record) in zip(changed, records) {
          try record.insert(database, onConflict: .replace)
          try database.execute(
            sql: "INSERT OR REPLACE INTO source (path, fingerprint) VALUES (?, ?)",
            arguments: [source.path, source.fingerprint])
        }
      }
    }
    return try queue.read { try RunRecord.fetchAll($0, sql: "SELECT * FROM run ORDER BY path") }
  }
}
