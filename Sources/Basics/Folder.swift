import Foundation

/// Folders of the file system.
package enum Folder {
  /// Makes a folder, and those above it that are missing; one that is there already is left as it is.
  ///
  /// - Throws: `FileFailure` with the system's reason.
  package static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileFailure(.makeFolder, path: path, because: error)
    }
  }
}
