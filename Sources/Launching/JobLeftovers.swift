import Foundation

/// What a job that was killed leaves on this host: ranks that no longer have a launcher, and segments of shared memory.
package struct JobLeftovers {
  private static let sharedMemory = "/dev/shm"
  private static let prefix = "vader_segment."

  /// Present in the environment of every process of the job, and of no other.
  private let mark: String
  /// Open MPI's segments that were there before the job.
  private let segmentsBefore: Set<String>

  /// - Parameter mark: `NAME=value` as it stands in the environment of the job's processes.
  package init(mark: String) {
    self.mark = mark
    segmentsBefore = Self.segments()
  }

  /// Kills the job's processes that are still there and removes its segments; returns what it did, in words.
  package func sweep() -> [String] {
    var report: [String] = []
    let killed = Self.killProcesses(marked: mark)
    if killed > 0 { report.append("killed \(killed) process\(killed == 1 ? "" : "es") that were left over") }
    let new = Self.segments().subtracting(segmentsBefore).filter { !Self.isMapped($0) }
    for name in new { unlink("\(Self.sharedMemory)/\(name)") }
    if !new.isEmpty { report.append("removed \(new.count) segment\(new.count == 1 ? "" : "s") of shared memory") }
    return report
  }

  /// Kills the processes of this host, other than this one, that have a mark in their environment; returns how many.
  ///
  /// When it returns their memory and their locks are free, unless the kernel takes more than five seconds for that.
  package static func killProcesses(marked mark: String) -> Int {
    let marked = processes().filter { isMarked($0, mark) && $0 != getpid() }
    for process in marked { kill(process, SIGKILL) }
    let begin = ContinuousClock.now
    while !marked.allSatisfy(ProcessIdentity.hasEnded), ContinuousClock.now - begin < .seconds(5) { usleep(20_000) }
    return marked.count
  }

  private static func isMarked(_ process: pid_t, _ mark: String) -> Bool {
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
