import Foundation

/// What a job that was killed leaves on this host: ranks that no longer have a launcher, and segments of shared memory.
struct JobLeftovers {
  private static let sharedMemory = "/dev/shm"
  private static let prefix = "vader_segment."

  /// Present in the environment of every process of the job, and of no other.
  private let mark: String
  /// Open MPI's segments that were there before the job.
  private let segmentsBefore: Set<String>

  /// - Parameter mark: `NAME=value` as it stands in the environment of the job's processes.
  init(mark: String) {
    self.mark = mark
    segmentsBefore = Self.segments()
  }

  /// Kills the job's processes that are still there and removes its segments; returns what it did, in words.
  func sweep() -> [String] {
    var report: [String] = []
    let processes = Self.processes().filter { isMarked($0) && $0 != getpid() }
    for process in processes { kill(process, SIGKILL) }
    if !processes.isEmpty {
      report.append("killed \(processes.count) process\(processes.count == 1 ? "" : "es") that were left over")
      // Their memory goes with them, which takes a moment.
      usleep(200_000)
    }
    let new = Self.segments().subtracting(segmentsBefore).filter { !Self.isMapped($0) }
    for name in new { unlink("\(Self.sharedMemory)/\(name)") }
    if !new.isEmpty { report.append("removed \(new.count) segment\(new.count == 1 ? "" : "s") of shared memory") }
    return report
  }

  private func isMarked(_ process: pid_t) -> Bool {
    guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") else { return false }
    return environment.split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
  }

  private static func processes() -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
  }

  /// The segments that belong to this user.
  private static func segments() -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sharedMemory)) ?? []
    return Set(
      names.filter { name in
        var status = stat()
        return name.hasPrefix(prefix) && stat("\(sharedMemory)/\(name)", &status) == 0 && status.st_uid == getuid()
      })
  }

  private static func isMapped(_ segment: String) -> Bool {
    processes().contains { process in
      guard let maps = FileManager.default.contents(atPath: "/proc/\(process)/maps") else { return false }
      return String(decoding: maps, as: UTF8.self).contains("\(sharedMemory)/\(segment)")
    }
  }
}
