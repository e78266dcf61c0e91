import Basics
import Foundation

/// A file in which rank 0 shows its supervisor that the job has started and is alive.
package struct StatusFile: Sendable {
  /// The environment variable with the file's path, set by the supervisor.
  package static let variable = "FOVEA_STATUS_FILE"

  package struct Content: Sendable, Equatable {
    /// The number of rank 0's beats.
    package var count: Int
    /// The current training step.
    package var step: Int

    package init(count: Int, step: Int) {
      self.count = count
      self.step = step
    }
  }

  private let path: String

  /// The file that the environment names; `nil` if it names none.
  package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let path = environment[Self.variable], !path.isEmpty else { return nil }
    self.path = path
  }

  /// Ignores failures: if the supervisor is gone, there is nobody to inform.
  func write(count: Int, step: Int) {
    try? "\(count) \(step)\n".write(toFile: path, atomically: true, encoding: .utf8)
  }

  /// Records that the run was asked to stop, so the supervisor does not restart it.
  package func noteStop() {
    try? "".write(toFile: Self.stopPath(of: path), atomically: true, encoding: .utf8)
  }

  /// The last status written by rank 0; `nil` if there is none yet.
  package static func read(_ path: String) -> Content? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    return numbers.count == 2 ? Content(count: numbers[0], step: numbers[1]) : nil
  }

  /// The file whose presence means that a stop was requested.
  package static func stopPath(of path: String) -> String { "\(path).stop" }
}
