import Basics
import Foundation

/// Prevents other processes from writing to a run's folder while this object and its process live.
///
/// The lock is a system lock on the file `lock`; the file's text only shows the user who holds it. The system releases
/// the lock when the process ends for any reason, so there are no stale locks.
package final class RunLock: Sendable {
  package static let fileName = "lock"
  private let descriptor: Int32
  private let path: String

  /// Acquires the lock of `folder`, which must exist.
  ///
  /// - Parameter limit: how long to wait for a holder that may be about to exit.
  /// - Throws: `RunFolderTaken` naming the holder.
  package init(_ folder: String, waiting limit: Duration = .seconds(3)) throws {
    let path = "\(folder)/\(Self.fileName)"
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { throw FileFailure(.create, path: path) }
    do {
      if try Self.take(file, path, waiting: limit) { try Self.sign(file, path) }
    } catch {
      close(file)
      throw error
    }
    descriptor = file
    self.path = path
  }

  deinit { close(descriptor) }

  /// Whether the folder is still at the path where it was locked: not moved, removed or replaced since.
  package var isInPlace: Bool {
    guard let own = FileIdentity(of: descriptor) else { return false }
    return own == FileIdentity(at: path)
  }

  /// Where the folder is now; nil if it was removed.
  package var folderNow: String? {
    // The path as the user wrote it also reaches folders below one whose name is no UTF-8 and fits no text.
    if isInPlace { return PathName.folder(of: path) }
    guard let now = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)") else {
      return nil
    }
    guard let own = FileIdentity(of: descriptor), own == FileIdentity(at: now) else { return nil }
    return PathName.folder(of: now)
  }

  /// The holder of a folder's lock, as it describes itself; nil if there is none or it is unknown.
  package static func holder(of folder: String) -> String? {
    guard isHeld(folder) == true else { return nil }
    let holder = (try? TextFile.lines(of: "\(folder)/\(fileName)").first) ?? ""
    return holder.isEmpty ? "another process" : holder
  }

  /// Whether a process holds the lock of a folder; nil if there is no lock file or the file system does not support
  /// locks.
  package static func isHeld(_ folder: String) -> Bool? {
    let file = open("\(folder)/\(fileName)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return false }
    return errno == EWOULDBLOCK ? true : nil
  }

  /// Returns whether the lock was acquired. Some network file systems do not support locks; the result is then false,
  /// and training continues without a lock.
  private static func take(_ file: Int32, _ path: String, waiting limit: Duration) throws -> Bool {
    let begin = ContinuousClock.now
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      guard ContinuousClock.now - begin < limit else {
        let folder = PathName.folder(of: path)
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
