import Foundation

/// A folder for the files of a test. It is removed when the last reference to it goes.
package final class TemporaryFolder: Sendable {
  package let path: String

  /// - Parameter parent: the folder in which it is made; the system's for temporary files unless you name another.
  package init(in parent: String? = nil) throws {
    let parent = parent ?? FileManager.default.temporaryDirectory.path
    path = "\(parent)/fovea-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file or folder in it, which need not exist.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package func url(_ name: String) -> URL { URL(fileURLWithPath: path(name)) }

  /// The names of what is in the folder, sorted.
  package func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// The text of a file.
  package func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

  package func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: url(name))) }

  /// Writes a file and returns its path. Folders in its name are made.
  @discardableResult
  package func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url(name))
    return path(name)
  }

  /// Writes a text and returns the file's path.
  @discardableResult
  package func file(_ name: String, _ text: String) throws -> String { try file(name, Data(text.utf8)) }
}
