import Foundation
import TestSupport

/// Folders in which the project's own writers make valid files.
extension TemporaryFolder {
  /// All files of a folder in it, without folders below that one.
  func files(_ name: String) throws -> FuzzedReader.Seed {
    var files: FuzzedReader.Seed = [:]
    for entry in try FileManager.default.contentsOfDirectory(atPath: path(name)) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path("\(name)/\(entry)"), isDirectory: &isFolder)
      if !isFolder.boolValue { files[entry] = try bytes("\(name)/\(entry)") }
    }
    return files
  }
}
