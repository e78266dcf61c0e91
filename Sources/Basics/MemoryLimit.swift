import Foundation

/// The memory that this process may use.
package enum MemoryLimit {
  /// Bytes: the least of the machine's memory, the process's limits of address space and data, and its control group's
  /// limit.
  package static var bytes: UInt64 {
    var limit = rlimit()
    var least = ProcessInfo.processInfo.physicalMemory
    for kind in [RLIMIT_AS, RLIMIT_DATA] where getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0 {
      least = min(least, UInt64(limit.rlim_cur))
    }
    return min(least, groupBytes ?? least)
  }

  /// Bytes that all processes of this process's control group may use together; nil if there is no limit.
  package static var groupBytes: UInt64? {
    groupFiles.compactMap { path in
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return UInt64(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }.min()
  }

  /// Bytes of this host's memory that the kernel would give to new processes; all of it if the kernel does not say.
  package static var availableBytes: UInt64 {
    let table = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = table.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    return kilobytes.map { $0 * 1024 } ?? ProcessInfo.processInfo.physicalMemory
  }

  /// The files with the limits of this process's control group and of those above it; version 1 has one for all.
  private static var groupFiles: [String] {
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    let own = groups.split(separator: "\n").first { $0.hasPrefix("0::") }?.dropFirst(3).split(separator: "/") ?? []
    let above = (0...own.count).map { own.prefix($0).map { "/\($0)" }.joined() }
    return above.map { "/sys/fs/cgroup\($0)/memory.max" } + ["/sys/fs/cgroup/memory/memory.limit_in_bytes"]
  }

  /// - Parameter subject: what needs the memory, with the numbers that decide how much.
  /// - Throws: `MemoryRefused` if `needed` bytes are more than the process may use.
  package static func require(_ needed: Double, for subject: String, remedy: String) throws {
    let limit = bytes
    guard needed > Double(limit) else { return }
    throw MemoryRefused(
      problem: "\(subject) needs \(text(needed)) of memory, and this process may use \(text(Double(limit)))",
      remedy: remedy)
  }

  /// Memory that the caller gives back with `deallocate`. If the system refuses it, the process ends with a sentence: Swift's
  /// own function would end it with a trace.
  package static func allocate(_ byteCount: Int, alignment: Int = 64) -> UnsafeMutableRawBufferPointer {
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, alignment, max(byteCount, 1)) == 0, let memory else { endProcess(refused: byteCount) }
    return UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
  }

  /// Ends the process because the system has refused memory that it cannot go on without.
  package static func endProcess(refused bytes: Int) -> Never {
    let refusal = MemoryRefused(
      problem: "the system refuses \(text(Double(bytes))) of memory",
      remedy: "use a smaller model, smaller batches or fewer ranks on this machine, or raise its limit (ulimit -v)")
    Console.standardError.write(refusal.diagnosis)
    _exit(refusal.diagnosis.exitCode.rawValue)
  }

  /// A size for people: `5.8 TB`.
  package static func text(_ bytes: Double) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
    var (size, unit) = (bytes, 0)
    while size >= 1000, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
    return unit == 0 ? "\(Int(size)) bytes" : String(format: "%.1f %@", size, units[unit])
  }
}

/// The system has too little memory for what was asked.
package struct MemoryRefused: DiagnosableError, Equatable {
  package var problem: String
  package var remedy: String

  package var diagnosis: Diagnosis { Diagnosis(.system, problem: problem, remedy: remedy) }
}
