import Basics
import Foundation

/// A file in which rank 0 shows its supervisor that the job has started and goes on.
package struct StatusFile: Sendable {
  /// The environment variable by which a supervisor names the file.
  package static let variable = "FOVEA_STATUS_FILE"

  package struct Content: Sendable, Equatable {
    /// Counts the beats of rank 0.
    package var count: Int
    /// The training step it is in.
    package var step: Int

    package init(count: Int, step: Int) {
      self.count = count
      self.step = step
    }
  }

  private let path: String

  /// The file that the environment names; `nil` for none.
  package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let path = environment[Self.variable], !path.isEmpty else { return nil }
    self.path = path
  }

  /// A supervisor that is gone cannot be told, so failures are of no account.
  func write(count: Int, step: Int) {
    try? "\(count) \(step)\n".write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Tells that the run ends because somebody asked it to, so that it is not to be started again.
  package func noteStop() {
    try? "".write(toFile: Self.stopPath(of: path), atomically: true, encoding: .utf8)
  }

  /// What rank 0 showed last; `nil` before the first time.
  package static func read(_ path: String) -> Content? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return numbers.count == 2 ? Content(count: numbers[0], step: numbers[1]) : nil
  }

  /// The file whose presence tells of an asked-for stop.
  package static func stopPath(of path: String) -> String { "\(path).stop" }
}
