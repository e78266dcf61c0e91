import Foundation

/// A folder in which the project's own writers make valid files; it goes with the value.
final class SeedFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-seeds-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file(name)))) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// All files of a folder in it, without folders below that one.
  func files(_ name: String) throws -> FuzzedReader.Seed {
    var files: FuzzedReader.Seed = [:]
    for entry in try FileManager.default.contentsOfDirectory(atPath: file(name)) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: file("\(name)/\(entry)"), isDirectory: &isFolder)
      if !isFolder.boolValue { files[entry] = try bytes("\(name)/\(entry)") }
    }
    return files
  }

  /// A file that the tests keep, by its path below `Tests/`.
  static func kept(_ path: String) throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return Array(try Data(contentsOf: tests.appendingPathComponent(path)))
  }
}
