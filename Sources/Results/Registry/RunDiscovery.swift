import Basics
import Foundation
import Runs

/// Finds the run folders below a folder.
///
/// A folder with any of a run's own files is a run; its subfolders are not searched. Links are not followed, and names
/// that begin with a full stop are skipped.
struct RunDiscovery {
  /// A run's folder, with a fingerprint that shows whether its files have changed.
  struct Found: Equatable {
    /// Relative to the root; empty if the root itself is the run's folder.
    var path: String
    /// Sizes and modification times of the files that a record is read from.
    var fingerprint: String
  }

  private(set) var found: [Found] = []
  /// Folders that could not be listed.
  private(set) var failures: [FileFailure] = []
  private let root: String

  private static let files = [
    RunFolder.configuration, RunFolder.status, RunFolder.summary, RunFolder.events,
  ]
  private static let deepest = 8

  /// - Throws: `FileFailure` if the root cannot be listed.
  init(below root: String) throws {
    self.root = root
    try visit("", depth: 0)
    found.sort { $0.path < $1.path }
  }

  private mutating func visit(_ path: String, depth: Int) throws {
    let folder = Self.join(root, path)
    let entries = try Self.entries(of: folder)
    if Self.files.contains(where: { name in entries.contains { $0.name == name } }) {
      found.append(Found(path: path, fingerprint: Self.fingerprint(folder)))
      return
    }
    guard depth < Self.deepest else { return }
    for entry in entries where entry.isFolder {
      do {
        try visit(Self.join(path, entry.name), depth: depth + 1)
      } catch let failure as FileFailure {
        failures.append(failure)
      }
    }
  }

  private struct Entry {
    var name: String
    var isFolder: Bool
  }

  private static func entries(of folder: String) throws -> [Entry] {
    guard let stream = opendir(folder) else { throw FileFailure(.list, path: folder) }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      // Some file systems do not report the kind of an entry here; that takes another call.
      let kind = Int(entry.pointee.d_type)
      entries.append(
        Entry(name: name, isFolder: kind == Int(DT_DIR) || kind == Int(DT_UNKNOWN) && isFolder("\(folder)/\(name)")))
    }
    return entries
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func fingerprint(_ folder: String) -> String {
    files.map { name in
      var status = stat()
      guard stat("\(folder)/\(name)", &status) == 0 else { return "-" }
      return "\(status.st_size):\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }.joined(separator: " ")
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : name.isEmpty ? folder : "\(folder)/\(name)"
  }
}
