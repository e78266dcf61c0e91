import Basics
import Foundation

/// Names and small side files of recordings.
enum TrackerFile {
  /// The file's name without folders and ending.
  static func name(of path: String) -> String {
    ((path as NSString).lastPathComponent as NSString).deletingPathExtension
  }

  /// The language of a source file, from its ending; nil when it is none of those that Fovea labels.
  static func language(of path: String) -> String? {
    switch (path as NSString).pathExtension.lowercased() {
    case "java": "java"
    case "cs": "csharp"
    case "py": "python"
    default: nil
    }
  }

  /// Whether the path is a folder; a path that does not exist is an error.
  static func isFolder(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure(.read, path: path, errorNumber: ENOENT)
    }
    return isFolder.boolValue
  }

  /// The names in a folder, in order.
  static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw FileFailure(.list, path: folder, errorNumber: access(folder, R_OK) == 0 ? ENOTDIR : errno)
    }
  }

  /// A text file as a whole, without a byte order mark and with `\n` at the ends of lines.
  static func text(of path: String) throws -> String {
    let lines = try TextFile.lines(of: path)
    return lines.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// Without blanks and tabs at either end.
  var trimmingBlanks: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
