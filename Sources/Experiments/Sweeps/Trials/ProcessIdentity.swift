import Foundation

/// A process, told apart from a later one with the same number by when it began.
struct ProcessIdentity: Equatable {
  let number: Int32
  /// When it began, in the kernel's ticks since the machine's start.
  let startTicks: UInt64
  /// The machine's start that the ticks count from.
  let boot: String

  /// Reads what `TrialProcess.prelude` wrote; nil for anything else.
  init?(recordedIn path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count == 2, let status = Self.parse(lines[0]) else { return nil }
    number = status.number
    startTicks = status.startTicks
    boot = lines[1]
  }

  /// Whether the process is there, and no zombie.
  var isAlive: Bool {
    guard boot == Self.currentBoot,
      let line = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8), let now = Self.parse(line)
    else { return false }
    return now.startTicks == startTicks && now.state != "Z"
  }

  private static var currentBoot: String {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A line of `/proc/…/stat`: number, name in parentheses (which may hold anything), state, and 19 fields on the start.
  private static func parse(_ line: String) -> (number: Int32, state: Substring, startTicks: UInt64)? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close,
      let number = Int32(line[..<open].trimmingCharacters(in: .whitespaces))
    else { return nil }
    let fields = line[line.index(after: close)...].split(separator: " ")
    guard fields.count > 19, let ticks = UInt64(fields[19]) else { return nil }
    return (number, fields[0], ticks)
  }
}
