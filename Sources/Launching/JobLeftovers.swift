import Collectives
import Foundation

/// Remains of a killed job on this host: ranks without a launcher, and shared-memory segments.
package struct JobLeftovers {
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
    guard let used = SharedSegments.used() else { return report }
    let new = Self.segments().subtracting(segmentsBefore).subtracting(used)
    for name in new { unlink("\(SharedSegments.folder)/\(name)") }
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
    environment(of: process).contains { $0.elementsEqual(mark.utf8) }
  }

  /// What a file of the kernel says; empty if it cannot be read. `FileManager` stops after its first piece, because such
  /// a file has no size.
  static func kernelFile(_ path: String) -> Data {
    (try? FileHandle(forReadingAtPath: path)?.readToEnd()) ?? Data()
  }

  private static func environment(of process: pid_t) -> [Data] {
    kernelFile("/proc/\(process)/environ").split(separator: 0)
  }

  /// The mark of the processes of a job whose supervisor has this status file.
  package static func mark(statusPath: String) -> String { "\(StatusFile.variable)=\(statusPath)" }

  /// Whether any other process on this host belongs to a job whose supervisor has a status folder of this name, which is
  /// unique. The path before it may be written in several ways.
  static func hasProcesses(ofStatusFolder name: String) -> Bool {
    let (beginning, end) = ("\(StatusFile.variable)=", "/\(name)/\(StatusFolder.statusName)")
    return processes().contains { process in
      process != getpid()
        && environment(of: process).contains { variable in
          variable.starts(with: beginning.utf8) && variable.suffix(end.utf8.count).elementsEqual(end.utf8)
        }
    }
  }

  static func processes() -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
  }

  /// Open MPI's segments owned by this user.
  private static func segments() -> Set<String> {
    SharedSegments.names { name, _ in SharedSegments.openMPI.contains { name.hasPrefix($0) } }
  }
}

/// Counts processes that this host's kernel killed because memory ran out, which otherwise look like any other SIGKILL.
package enum MemoryKills {
  /// The number since the host started, in all its control groups; nil if the kernel does not report it.
  package static var count: Int? {
    (try? String(contentsOfFile: "/proc/vmstat", encoding: .utf8)).flatMap(count(in:))
  }

  /// The counter `oom_kill` of `/proc/vmstat`.
  package static func count(in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == "oom_kill" { return Int(words[1]) }
    }
    return nil
  }

  /// The message if the count rose while a job ran; nil if it did not.
  package static func line(before: Int?, after: Int?) -> String? {
    guard let before, let after, after > before else { return nil }
    let number = after - before
    return "\(number) process\(number == 1 ? " was" : "es were") killed for lack of memory on this host: lower "
      + "batch.micro_batch_tokens, place fewer ranks on a host, or look for what else takes its memory"
  }
}
