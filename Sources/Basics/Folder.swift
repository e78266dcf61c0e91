import Foundation

/// Folders of the file system.
package enum Folder {
  /// Creates a folder and its missing parents; an existing folder is left as it is.
  ///
  /// - Throws: `FileFailure` with the system's reason.
  package static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileFailure(.makeFolder, path: path, because: error)
    }
  }

  /// The names of everything in a folder, in no particular order.
  ///
  /// - Throws: `FileFailure`.
  package static func names(in path: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw FileFailure(.list, path: path, because: error)
    }
  }

  /// Throws unless a path names a folder, so that the user does not get an error about a file missing inside it.
  ///
  /// - Throws: `FileFailure`.
  package static func require(_ path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw FileFailure(.read, path: path, errorNumber: ENOENT)
    }
    guard isDirectory.boolValue else { throw FileFailure(.list, path: path, errorNumber: ENOTDIR) }
  }
}
