import Basics
import Foundation

/// A file in which rank 0 shows its supervisor that the job has started and is alive.
///
/// The supervisor creates the file at its full size, and rank 0 writes in place: a disk that is full later cannot make a
/// healthy job look dead.
package final class StatusFile: Sendable {
  /// The environment variable with the file's path, set by the supervisor.
  package static let variable = "FOVEA_STATUS_FILE"

  package struct Content: Sendable, Equatable {
    /// The number of rank 0's beats.
    package var count: Int
    /// The current training step.
    package var step: Int
    /// Whether the run was asked to stop, so that the supervisor does not restart it.
    package var isStopping = false

    package init(count: Int, step: Int, isStopping: Bool = false) {
      self.count = count
      self.step = step
      self.isStopping = isStopping
    }

    /// Always as long, so that the file never grows.
    fileprivate var bytes: [UInt8] {
      let text = "\(count) \(step)\(isStopping ? " stopping" : "")"
      return Array((text + String(repeating: " ", count: max(0, 63 - text.utf8.count)) + "\n").utf8)
    }

    fileprivate init?(_ text: String) {
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, let count = Int(words[0]), let step = Int(words[1]) else { return nil }
      self.init(count: count, step: step, isStopping: words.dropFirst(2).first == "stopping")
    }
  }

  private let descriptor: Int32

  /// The file that the environment names; `nil` if it names none that can be written.
  package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    guard let path = environment[Self.variable], !path.isEmpty else { return nil }
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_DSYNC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
  }

  deinit { close(descriptor) }

  /// Creates the file for a new job; `nil` if it cannot be created.
  package static func create(_ path: String) -> StatusFile? {
    unlink(path)
    let file = StatusFile(environment: [variable: path])
    let empty = Content(count: 0, step: 0)
    file?.put(empty)
    // A disk that is already full takes the name but not the bytes, and would not take those of rank 0 either.
    guard let file, file.content == empty else {
      unlink(path)
      return nil
    }
    return file
  }

  /// Ignores failures: if the supervisor is gone, there is nobody to inform.
  func write(count: Int, step: Int) { put(Content(count: count, step: step, isStopping: content?.isStopping ?? false)) }

  /// Records that the run was asked to stop, so the supervisor does not restart it.
  package func noteStop() {
    var content = content ?? Content(count: 0, step: 0)
    content.isStopping = true
    put(content)
  }

  private func put(_ content: Content) {
    let bytes = content.bytes
    _ = pwrite(descriptor, bytes, bytes.count, 0)
  }

  /// The last status, even if the file has been removed from its folder; `nil` if there is none.
  package var content: Content? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? Content(String(decoding: bytes[0..<count], as: UTF8.self)) : nil
  }

  /// The last status written by rank 0; `nil` if there is none yet.
  package static func read(_ path: String) -> Content? {
    (try? String(contentsOfFile: path, encoding: .utf8)).flatMap(Content.init)
  }
}
