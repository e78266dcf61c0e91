import Basics
import Foundation

/// Checks that files are a run's own, because others may be able to write to shared results.
package enum OwnFile {
  /// The largest file that is read. The events of a million steps take about 300 MB.
  package static let mostBytes = 1 << 30

  /// Throws if the file resolves to a place outside the folder, which would show files from elsewhere, or if it cannot
  /// be read to an end. A missing file is left to the caller.
  package static func require(_ name: String, of folder: String) throws {
    let path = "\(folder)/\(name)"
    guard let file = realPath(path), let own = realPath(folder) else { return }
    guard file == (own == "/" ? "/\(name)" : "\(own)/\(name)") else { throw UnusableFile(path: path, reason: .link) }
    try requireReadable(path)
  }

  /// Throws unless a path is a regular file of at most `limit` bytes: reading a pipe may block, and reading a device
  /// may never end.
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

/// A file that is refused, regardless of its content.
package struct UnusableFile: DiagnosableError, Equatable {
  package enum Reason: Equatable {
    /// It is a link, or is reached through one.
    case link
    case noRegularFile
    /// The limit is in bytes.
    case tooLarge(limit: Int)
  }

  package var path: String
  package var reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

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
