import Basics
import Foundation

/// Whether files are what a run leaves, as others may write to shared results.
package enum OwnFile {
  /// The largest file that is read. The events of a million steps have about 300 MB.
  package static let mostBytes = 1 << 30

  /// Throws unless the file of that name lies in the folder itself, so that nothing is shown from elsewhere, and can be read
  /// to an end. A file that is not there is left to whoever reads it.
  package static func require(_ name: String, of folder: String) throws {
    let path = "\(folder)/\(name)"
    guard let file = realPath(path), let own = realPath(folder) else { return }
    guard file == (own == "/" ? "/\(name)" : "\(own)/\(name)") else { throw UnusableFile(path: path, reason: .link) }
    try requireReadable(path)
  }

  /// Throws unless a path leads to a regular file of at most so many bytes: a pipe may never say anything, and a device
  /// never end.
  package static func requireReadable(_ path: String, atMost limit: Int = mostBytes) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure(.read, path: path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw UnusableFile(path: path, reason: .noRegularFile) }
    guard status.st_size <= limit else { throw UnusableFile(path: path, reason: .tooLarge(limit: limit)) }
  }

  package static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

/// A file that is not read, whatever it may hold.
package struct UnusableFile: DiagnosableError, Equatable {
  package enum Reason: Equatable {
    /// It is a link, or lies behind one.
    case link
    case noRegularFile
    /// In bytes.
    case tooLarge(limit: Int)
  }

  package var path: String
  package var reason: Reason

  package var diagnosis: Diagnosis {
    switch reason {
    case .link:
      Diagnosis(
        .badData, problem: "it is a link to another place, which is not followed", place: path,
        remedy: "copy the file here")
    case .noRegularFile:
      Diagnosis(
        .badData, problem: "it is a folder, a pipe or a device, which is not read", place: path,
        remedy: "put a copy of the file in its place, or remove it")
    case .tooLarge(let limit):
      Diagnosis(
        .badData, problem: "it is too large to be read: more than \(limit >> 20) MB", place: path,
        remedy: "leave it out, or put a shorter file in its place")
    }
  }
}
