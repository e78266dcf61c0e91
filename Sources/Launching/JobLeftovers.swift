import Foundation

/// Remains of a killed job on this host: ranks without a launcher, and shared-memory segments.
package struct JobLeftovers {
  private static let sharedMemory = "/dev/shm"
  private static let prefix = "vader_segment."

  /// Present in the environment of every process of the job, and of no others.
  private let mark: String
  /// Open MPI's segments that existed before the job.
  private let segmentsBefore: Set<String>

  /// - Parameter mark: `NAME=value` in the environment of the job's processes.
  package init(mark: String) {
    self.mark = mark
    segmentsBefore = Self.segments()
  }

  /// Kills the job's remaining processes and removes its segments; returns descriptions of what it did.
  package func sweep() -> [String] {
    var report: [String] = []
    let killed = Self.killProcesses(marked: mark)
    if killed > 0 { report.append("killed \(killed) process\(killed == 1 ? "" : "es") that were left over") }
    let new = Self.segments().subtracting(segmentsBefore).filter { !Self.isMapped($0) }
    for name in new { unlink("\(Self.sharedMemory)/\(name)") }
    if !new.isEmpty { report.append("removed \(new.count) segment\(new.count == 1 ? "" : "s") of shared memory") }
    return report
  }

  /// Kills all other processes on this host with a mark in their environment; returns their number.
  ///
  /// When it returns, their memory and locks are free, unless the kernel takes more than five seconds for that.
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

  /// The segments owned by this user.
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
