import Basics
import Foundation

/// Moves a damaged cache file out of the way, once even when several processes find the damage together.
struct CacheRecovery {
  let path: String
  let patience: Double

  /// Looks again under a lock and moves the file only when it is still damaged: another process may have replaced it
  /// since, and its new file must stay.
  ///
  /// - Returns: a warning when this process moved the file.
  /// - Throws: `CacheDatabase.Failure` or `FileFailure` when the lock or the new name cannot be had.
  func setAsideIfDamaged() throws -> CacheWarning? {
    let lock = try FileLock(path: "\(path).lock", patience: patience)
    defer { lock.release() }
    do {
      try CacheDatabase(path: path, patience: patience, pageLimit: 0).requireWholeEntries()
      return nil
    } catch CacheDatabase.Failure.damaged(let reason) {
      let newPath = freePath()
      // The journal goes along: SQLite would otherwise roll it back into the new file.
      for suffix in ["-journal", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
        guard rename(path + suffix, newPath + suffix) == 0 else { throw FileFailure(.rename, path: path + suffix) }
      }
      guard rename(path, newPath) == 0 else { throw FileFailure(.rename, path: path) }
      return .setAside(path: path, newPath: newPath, reason: reason)
    }
  }

  private func freePath() -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "\(path).damaged-\(number)") { number += 1 }
    return "\(path).damaged-\(number)"
  }
}

/// An advisory lock on a file of its own, released when the process ends. The empty file stays: removing it would let
/// two processes lock two files of one name.
private struct FileLock {
  private let descriptor: Int32

  init(path: String, patience: Double) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    let start = ContinuousClock.now
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, ContinuousClock.now - start < .seconds(patience) else {
        let failure = FileFailure(.write, path: path)
        close(descriptor)
        throw failure
      }
      usleep(20_000)
    }
  }

  func release() { close(descriptor) }
}
