import Basics
import Foundation
import GRDB

/// The open SQLite file of an `AnalysisCache`.
struct CacheDatabase {
  enum Failure: Error, Equatable {
    /// Not a database of ours, or a broken one.
    case damaged(String)
    /// In use for too long, on a full or read-only disk, or out of reach.
    case unavailable(String)

    var reason: String {
      switch self {
      case .damaged(let reason), .unavailable(let reason): reason
      }
    }
  }

  /// Marks the file as ours: "Fova" in ASCII.
  static let applicationID = 0x466F_7661
  /// Counted up with every change of the table.
  static let schemaVersion = 1

  private let queue: DatabaseQueue

  /// Opens the file, makes it where it is missing, and checks it.
  ///
  /// - Throws: `Failure`.
  init(path: String, patience: Double, pageLimit: Int) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw Failure.unavailable("its folder cannot be made")
      }
    }
    try Self.requireHeader(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(patience)
    configuration.label = "gaze analysis cache"
    configuration.prepareDatabase { database in
      // The journal stays SQLite's default, the rollback journal, and no write-ahead log: the log needs memory shared by all processes, which a network file
      // system does not give to processes on different hosts. FULL: what was committed survives a power cut.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      if pageLimit > 0 { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
    }
    queue = try Self.translating { try DatabaseQueue(path: path, configuration: configuration) }
    try Self.translating { try queue.writeWithoutTransaction(Self.check) }
  }

  /// Throws when a file is there that does not begin as SQLite's do: SQLite would overwrite one that is shorter than its
  /// header without a word.
  private static func requireHeader(_ path: String) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard let start = try? file.read(upToCount: 100), !start.isEmpty else { return }
    guard start.count == 100, start.starts(with: Data("SQLite format 3\0".utf8)) else {
      throw Failure.damaged("it does not begin as an SQLite file does")
    }
  }

  /// The bytes kept under a key; nil when there are none. Bytes that do not fit their hash count as damage.
  func bytes(forKey key: String) throws -> Data? {
    try Self.translating {
      let row = try queue.read { database in
        try Row.fetchOne(database, sql: "SELECT bytes, hash FROM analysis WHERE key = ?", arguments: [key])
      }
      return try row.map(Self.bytes(in:))
    }
  }

  /// Throws when any entry does not fit its hash.
  func requireWholeEntries() throws {
    try Self.translating {
      try queue.read { database in
        let rows = try Row.fetchCursor(database, sql: "SELECT bytes, hash FROM analysis")
        while let row = try rows.next() { _ = try Self.bytes(in: row) }
      }
    }
  }

  private static func bytes(in row: Row) throws -> Data {
    guard let bytes = Data.fromDatabaseValue(row["bytes"]), let hash = String.fromDatabaseValue(row["hash"]),
      hash == Self.hash(bytes)
    else { throw Failure.damaged("an entry does not fit its hash") }
    return bytes
  }

  func store(_ bytes: Data, forKey key: String, keeping kept: Int) throws {
    try Self.translating {
      try queue.inTransaction(.immediate) { database in
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO analysis (key, format_version, created, hash, bytes)
            VALUES (?, ?, CAST(strftime('%s', 'now') AS INTEGER), ?, ?)
            """,
          arguments: [key, GazeAnalysis.formatVersion, Self.hash(bytes), bytes])
        try database.execute(
          sql: """
            DELETE FROM analysis WHERE key NOT IN (SELECT key FROM analysis ORDER BY created DESC, rowid DESC LIMIT ?)
            """,
          arguments: [max(1, kept)])
        return .commit
      }
    }
  }

  /// Makes the table in an empty file; in any other makes sure that it is ours, of this schema, and whole.
  private static func check(_ database: Database) throws {
    // One statement of the write kind at a time: two processes that both find the file empty must not both fill it.
    if try isEmpty(database) {
      try database.inTransaction(.immediate) {
        if try isEmpty(database) {
          try database.execute(
            sql: """
              CREATE TABLE analysis (
                key TEXT PRIMARY KEY NOT NULL, format_version INTEGER NOT NULL, created INTEGER NOT NULL,
                hash TEXT NOT NULL, bytes BLOB NOT NULL);
              PRAGMA application_id = \(applicationID);
              PRAGMA user_version = \(schemaVersion);
              """)
        }
        return .commit
      }
    }
    guard try Int.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      throw Failure.damaged("it is a database of another program")
    }
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    guard version == schemaVersion else {
      throw Failure.damaged("its schema has version \(version), this program has \(schemaVersion)")
    }
    let finding = try String.fetchOne(database, sql: "PRAGMA integrity_check(1)") ?? "no result"
    guard finding == "ok" else { throw Failure.damaged("integrity check: \(finding)") }
    guard try database.tableExists("analysis") else { throw Failure.damaged("its table is missing") }
  }

  private static func isEmpty(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "PRAGMA application_id") == 0
      && Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0
  }

  private static func hash(_ bytes: Data) -> String {
    var hash = ContentHash()
    hash.combine(bytes)
    return hash.hexadecimal
  }

  /// Tells damage from a file that merely cannot be used now.
  private static func translating<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as DatabaseError {
      let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_SCHEMA, .SQLITE_FORMAT, .SQLITE_MISMATCH:
        throw Failure.damaged(reason)
      default: throw Failure.unavailable(reason)
      }
    }
  }
}
