import Basics
import Foundation

/// Keeps a second process from writing to a run's folder, for as long as the object or its process lives.
///
/// The lock is the system's, on the file `lock`; what the file says only tells people who holds it. It goes with the
/// process however that ends, so none is ever left over.
package final class RunLock {
  package static let fileName = "lock"
  private let descriptor: Int32

  /// Takes the lock of `folder`, which must be there.
  ///
  /// - Parameter limit: how long to wait for a holder that may be about to end.
  /// - Throws: `RunFolderTaken` naming the holder.
  package init(_ folder: String, waiting limit: Duration = .seconds(3)) throws {
    let path = "\(folder)/\(Self.fileName)"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileFailure(.create, path: path) }
    do {
      if try Self.take(file, path, waiting: limit) { try Self.sign(file, path) }
    } catch {
      close(file)
      throw error
    }
    descriptor = file
  }

  deinit { close(descriptor) }

  /// Who holds the lock of a folder, by its own words; nil for nobody, or where that cannot be told.
  package static func holder(of folder: String) -> String? {
    guard isHeld(folder) == true else { return nil }
    let holder = (try? TextFile.lines(of: "\(folder)/\(fileName)").first) ?? ""
    return holder.isEmpty ? "another process" : holder
  }

  /// Whether a process holds the lock of a folder; nil where there is no lock to ask, or the file system knows none.
  package static func isHeld(_ folder: String) -> Bool? {
    let file = open("\(folder)/\(fileName)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return false }
    return errno == EWOULDBLOCK ? true : nil
  }

  /// Returns whether the lock is taken; false where the file system knows no locks, as some on networks, since training
  /// there is not refused.
  private static func take(_ file: Int32, _ path: String, waiting limit: Duration) throws -> Bool {
    let begin = ContinuousClock.now
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      guard ContinuousClock.now - begin < limit else {
        let folder = (path as NSString).deletingLastPathComponent
        throw RunFolderTaken(path: folder, holder: holder(of: folder) ?? "another process")
      }
      usleep(100_000)
    }
    return true
  }

  private static func sign(_ file: Int32, _ path: String) throws {
    let holder = Array("process \(getpid()) on \(ProcessInfo.processInfo.hostName)\n".utf8)
    guard ftruncate(file, 0) == 0, write(file, holder, holder.count) == holder.count else {
      throw FileFailure(.write, path: path)
    }
  }
}

/// Another process is writing to the run's folder.
package struct RunFolderTaken: DiagnosableError, Equatable {
  package var path: String
  package var holder: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "the run's folder is in use by \(holder)", place: path,
      remedy: "wait for that run or stop it, or choose another folder with --set output=…")
  }
}
