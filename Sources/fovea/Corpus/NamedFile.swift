import ArgumentParser
import Basics
import Foundation

/// A part of a corpus on the command line: `NAME=file`, or a file whose name is also the part's.
struct NamedFile {
  var name: String
  var path: String

  init(name: String, path: String) {
    (self.name, self.path) = (name, path)
  }

  init(_ text: String) {
    if let mark = text.firstIndex(of: "=") {
      self.init(name: String(text[..<mark]), path: String(text[text.index(after: mark)...]))
    } else {
      self.init(name: PathName.last(of: text), path: text)
    }
  }

  /// The parts; a folder stands for the files `NAME.jsonl` in it.
  ///
  /// - Parameter names: the parts that a folder may have, in order.
  /// - Throws: `ValidationError` for an empty name or path, a name that two parts have, and a folder without any part.
  static func list(_ texts: [String], inFolders names: [String]) throws -> [NamedFile] {
    let files = try texts.flatMap { text -> [NamedFile] in
      let file = NamedFile(text)
      guard !file.name.isEmpty, !file.path.isEmpty else {
        throw ValidationError("'\(text)' is no part of a corpus; write NAME=FILE")
      }
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue else {
        return [file]
      }
      let parts = names.map { NamedFile(name: $0, path: PathName.joined(file.path, "\($0).jsonl")) }
        .filter { FileManager.default.fileExists(atPath: $0.path) }
      guard !parts.isEmpty else {
        throw ValidationError("\(file.path) has none of \(names.map { "\($0).jsonl" }.joined(separator: ", "))")
      }
      return parts
    }
    if let name = files.map(\.name).first(where: { name in files.count { $0.name == name } > 1 }) {
      throw ValidationError("two parts are named '\(name)'; give each its own name, as in train=\(name)")
    }
    return files
  }
}
