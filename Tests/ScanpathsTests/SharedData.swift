import Foundation

/// Data beside the project, which tests use where it is present.
enum SharedData {
  static let folder: String = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["FOVEA_DATA"] ?? package.path + "/../shared/data"
  }()

  static let isPresent = FileManager.default.fileExists(atPath: path("eyetrans/scanpaths.jsonl"))

  static func path(_ name: String) -> String { "\(folder)/\(name)" }

  static let eyeLinkReports = ["P201", "P204", "P305"].map { path("eyelink/reports/fix_report_\($0).txt") }
}

/// The small files that `Golden/make_golden.py` made.
enum GoldenFiles {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden").path
}

/// A folder that goes away with the value.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "/fovea-gaze-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }
}
