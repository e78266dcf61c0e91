import Foundation

/// The machine on which a measurement was taken.
package struct Machine: Encodable, Sendable {
  package let host: String
  /// The processor's name.
  package let cpu: String
  /// Cores that this process may run on.
  package let cores: Int
  package let memoryBytes: UInt64

  /// This machine.
  package static var this: Machine {
    var name = [CChar](repeating: 0, count: 256)
    let isNamed = gethostname(&name, name.count - 1) == 0
    return Machine(
      host: isNamed ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self) : "unknown",
      cpu: field("model name", of: "/proc/cpuinfo") ?? "unknown", cores: usableCores,
      memoryBytes: ProcessInfo.processInfo.physicalMemory)
  }

  /// The highest resident memory of this process so far, in bytes; 0 if the system does not say.
  package static var peakResidentBytes: Int {
    let kilobytes = field("VmHWM", of: "/proc/self/status")?.split(separator: " ").first.flatMap { Int($0) }
    return (kilobytes ?? 0) * 1024
  }

  /// The number of cores that this process's affinity allows; hardware threads of one core count once.
  package static var usableCores: Int {
    max(1, Set(allowedProcessors.map(core)).count)
  }

  /// One processor for each core that this process may run on, in order.
  package static var coreProcessors: [Int] {
    var seen = Set<String>()
    return allowedProcessors.filter { seen.insert(core(of: $0)).inserted }
  }

  /// Whether this process may run on every processor of the machine.
  package static var isUnbound: Bool {
    allowedProcessors.count >= ProcessInfo.processInfo.processorCount
  }

  /// The processors that this process may run on, in the system's notation: `0-3,8`.
  package static var affinity: String {
    field("Cpus_allowed_list", of: "/proc/self/status") ?? ""
  }

  /// The processors that this process's affinity allows.
  package static var allowedProcessors: [Int] {
    let allowed = affinity.split(separator: ",").flatMap { range in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [Int]() }
      return Array(first...last)
    }
    return allowed.isEmpty ? Array(0..<ProcessInfo.processInfo.activeProcessorCount) : allowed
  }

  /// An identifier of a processor's core: its hardware threads, or the processor itself if they are unknown.
  private static func core(of processor: Int) -> String {
    let path = "/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"
    return (try? String(contentsOfFile: path, encoding: .utf8)) ?? "\(processor)"
  }

  /// The value of the first line `name: value` in a system table.
  private static func field(_ name: String, of path: String) -> String? {
    guard let table = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in table.split(separator: "\n") where line.hasPrefix(name) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { return parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return nil
  }
}
