import Foundation

/// A process, distinguished by its start time from a later one with the same number.
package struct ProcessIdentity: Equatable {
  package let number: Int32
  /// The start time, in kernel ticks since boot.
  package let startTicks: UInt64
  /// The boot that the ticks count from.
  package let boot: String

  /// Reads a file written by `TrialProcess.prelude`; nil for anything else.
  package init?(recordedIn path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 2, let status = Self.parse(lines[0]) else { return nil }
    number = status.number
    startTicks = status.startTicks
    boot = lines[1]
  }

  /// Whether the process exists and is not a zombie.
  package var isAlive: Bool {
    guard boot == Self.currentBoot, let now = Self.status(of: number) else { return false }
    return now.startTicks == startTicks && now.state != "Z"
  }

  /// Whether no process has this number, or only a zombie, which has already released its resources.
  package static func hasEnded(_ number: Int32) -> Bool { status(of: number).map { $0.state == "Z" } ?? true }

  private static var currentBoot: String {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func status(of number: Int32) -> Status? {
    (try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)).flatMap(parse)
  }

  private typealias Status = (number: Int32, state: Substring, startTicks: UInt64)

  /// A line of `/proc/…/stat`: number, name in parentheses (which may contain anything), state, and 19 fields later the
  /// start time.
  private static func parse(_ line: String) -> Status? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close,
      let number = Int32(line[..<open].trimmingCharacters(in: .whitespaces))
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
    return (number, fields[0], ticks)
  }
}
