import Foundation

/// A folder that exists as long as the object; tests put their files in it.
final class TemporaryFolder {
  private let url = FileManager.default.temporaryDirectory.appending(path: "basics-tests-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  var path: String { url.path }

  /// The path of a file that need not exist.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// The names of what is in the folder.
  func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, text.utf8) }
}
