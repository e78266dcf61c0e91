import Foundation
import Synchronization

/// The progress of some work, shown as one line in a terminal.
package struct ProgressLine: Sendable, Equatable {
  /// What is being done, for example `epoch 2`.
  package var label: String
  /// Units done and total. A total of 0 means unknown; then there is no bar and no remaining time.
  package var completed: Int
  package var total: Int
  /// Time since the work began.
  package var elapsed: Duration
  /// What is counted, in the plural, for example `steps`.
  package var unit: String
  /// Further information, for example `loss 2.31`.
  package var detail: String

  package init(
    label: String, completed: Int, total: Int, elapsed: Duration, unit: String = "steps", detail: String = ""
  ) {
    self.label = label
    self.completed = completed
    self.total = total
    self.elapsed = elapsed
    self.unit = unit
    self.detail = detail
  }

  /// Units per second; 0 if no time has passed.
  package var rate: Double {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 ? Double(completed) / seconds : 0
  }

  /// The estimated time remaining at the rate so far; nil if unknown.
  package var remaining: Duration? {
    guard completed > 0, total > 0, rate > 0 else { return nil }
    return .seconds(Double(max(0, total - completed)) / rate)
  }

  /// The line, at most `width` characters long: the bar fills the space that the words leave, up to 40 columns, and
  /// disappears below ten.
  package func rendered(width: Int) -> String {
    var words: [String] = []
    if total > 0 {
      words.append("\(min(100, max(0, completed * 100 / total)))%")
      words.append("\(completed)/\(total) \(unit)")
    } else {
      words.append("\(completed) \(unit)")
    }
    if rate > 0 { words.append("\(Self.shortNumber(rate)) \(unit)/s") }
    if let remaining { words.append("ETA \(Self.clockTime(remaining))") }
    if !detail.isEmpty { words.append(detail) }
    let text = words.joined(separator: "  ")
    let room = min(40, width - label.count - text.count - 4)
    let line = total > 0 && room >= 10 ? "\(label) [\(bar(width: room))] \(text)" : "\(label) \(text)"
    return String(line.prefix(max(0, width)))
  }

  private func bar(width: Int) -> String {
    let filled = min(width, max(0, completed * width / total))
    return String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
  }

  /// `1:02:03` or `02:03`.
  package static func clockTime(_ duration: Duration) -> String {
    let seconds = Int((duration / .seconds(1)).rounded())
    let clock = String(format: "%02d:%02d", seconds / 60 % 60, seconds % 60)
    return seconds >= 3600 ? "\(seconds / 3600):\(clock)" : clock
  }

  /// Three significant digits with a suffix for thousands and millions: `0.42`, `12.5`, `3.20k`.
  package static func shortNumber(_ number: Double) -> String {
    let (scaled, suffix) =
      switch abs(number) {
      case 999_500...: (number / 1_000_000, "M")
      case 999.5...: (number / 1000, "k")
      default: (number, "")
      }
    let decimals = abs(scaled) >= 99.95 ? 0 : abs(scaled) >= 9.995 ? 1 : 2
    return String(format: "%.\(decimals)f", scaled) + suffix
  }
}
