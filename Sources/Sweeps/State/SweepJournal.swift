import Basics
import Foundation

/// The journal of a sweep: an append-only file of JSON lines, with one write and one flush to the device per line.
///
/// Only the holder of the sweep's lock appends. If a crash leaves an incomplete last line, readers ignore it, and it is
/// removed before the next line is written.
final class SweepJournal {
  private let path: String
  private let descriptor: Int32

  /// Opens the journal for appending; creates it if necessary.
  init(appendingTo path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    let whole = Self.wholeLines(of: try TextFile.bytes(of: path))
    guard ftruncate(descriptor, off_t(whole.count)) == 0 else { throw FileFailure(.write, path: path) }
    try AtomicFile.synchronizeFolder(of: path)
  }

  deinit { close(descriptor) }

  func append(_ record: SweepRecord) throws {
    let line = Array((try JSONLines.line(record) + "\n").utf8)
    let written = write(descriptor, line, line.count)
    guard written == line.count, fsync(descriptor) == 0 else {
      throw FileFailure(.write, path: path, bytesNeeded: line.count - max(written, 0))
    }
  }

  /// Reads the journal. This is safe while another process appends.
  ///
  /// - Throws: `DataLineError` naming a line that is not a record.
  static func read(_ path: String) throws -> [SweepRecord] {
    let decoder = JSONDecoder()
    let lines = wholeLines(of: try TextFile.bytes(of: path)).split(separator: UInt8(ascii: "\n"))
    return try lines.enumerated().map { index, line in
      do {
        return try decoder.decode(SweepRecord.self, from: Data(line))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: index + 1, problem: "not a record of a sweep: \(error.briefly)",
          remedy: "the journal was changed by hand or the disk is damaged; put back a copy, or remove this line")
      }
    }
  }

  /// The bytes up to the last line end.
  private static func wholeLines(of bytes: Data) -> Data {
    bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes.prefix(through: $0) } ?? Data()
  }
}
