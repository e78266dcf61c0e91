import Basics
import Foundation
import Recordings
import Syntax

/// Helpers for the names and small companion files of recordings.
enum TrackerFile {
  /// The file's name without folders and extension.
  static func name(of path: String) -> String {
    PathName.withoutExtension(PathName.last(of: path))
  }

  /// The language of a source file, from its extension; nil if Fovea does not label that language.
  static func language(of path: String) -> String? {
    let ending = PathName.fileExtension(of: path).lowercased()
    let language = ProgrammingLanguage.allCases.first { $0.fileExtensions.contains(ending) }
    return language == .cSharp ? "csharp" : language?.rawValue
  }

  /// Whether the path is a folder; throws if it does not exist.
  static func isFolder(_ path: String) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileFailure(.read, path: path, errorNumber: ENOENT)
    }
    return isFolder.boolValue
  }

  /// The names in a folder, sorted.
  static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw FileFailure(.list, path: folder, errorNumber: access(folder, R_OK) == 0 ? ENOTDIR : errno)
    }
  }

  /// The content of a text file, without a byte order mark and with `\n` line ends.
  static func text(of path: String) throws -> String {
    let lines = try TextFile.lines(of: path)
    return lines.joined(separator: "\n")
  }
}

extension StringProtocol {
  /// The text without blanks and tabs at either end.
  var trimmingBlanks: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
