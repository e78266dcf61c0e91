import Basics
import Foundation

/// The folder of a supervisor's status file. A lock shows while the supervisor lives, so that a later one can remove
/// what a killed one left.
final class StatusFolder {
  static let prefix = "fovea-launch-"
  private static let lockName = "lock"
  static let statusName = "status"

  let path: String
  private let lock: Int32

  var statusPath: String { "\(path)/\(Self.statusName)" }

  /// Creates the folder in `parent`.
  ///
  /// - Throws: `FileFailure` if it cannot be created.
  init(in parent: String) throws {
    let name = Self.prefix + UUID().uuidString
    // Until it is locked, it has a name that nobody removes.
    let unlocked = "\(parent)/.\(name)"
    try Folder.make(unlocked)
    lock = open("\(unlocked)/\(Self.lockName)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 {
      let host = Array(ProcessInfo.processInfo.hostName.utf8)
      _ = write(lock, host, host.count)
    }
    path = "\(parent)/\(name)"
    guard rename(unlocked, path) == 0 else {
      let failure = FileFailure(.makeFolder, path: path)
      try? FileManager.default.removeItem(atPath: unlocked)
      throw failure
    }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    if lock >= 0 { close(lock) }
  }

  /// Removes from `parent` the folders of this user's supervisors that no longer live, unless a process of their job
  /// does; returns the number.
  ///
  /// Links are not followed, and nothing is removed but the files that a supervisor makes.
  static func removeAbandoned(in parent: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    return names.count { name in
      name.hasPrefix(prefix) && UUID(uuidString: String(name.dropFirst(prefix.count))) != nil
        && removeIfAbandoned("\(parent)/\(name)")
    }
  }

  private static func removeIfAbandoned(_ path: String) -> Bool {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    var status = stat()
    guard fstat(folder, &status) == 0, status.st_uid == geteuid() else { return false }
    let lock = openat(folder, lockName, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard lock >= 0 else { return false }
    defer { close(lock) }
    // On a shared folder, locks of another host may not be visible here.
    guard flock(lock, LOCK_EX | LOCK_NB) == 0, host(in: lock) == ProcessInfo.processInfo.hostName,
      !JobLeftovers.hasProcesses(ofStatusFolder: PathName.last(of: path))
    else { return false }
    unlinkat(folder, statusName, 0)
    unlinkat(folder, lockName, 0)
    return rmdir(path) == 0
  }

  private static func host(in lock: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(lock, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
