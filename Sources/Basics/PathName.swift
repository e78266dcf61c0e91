import Foundation

/// Parts of paths as text.
///
/// Foundation's functions for this trap on some relative paths (`deletingLastPathComponent` on one of one letter), and
/// paths come from users.
package enum PathName {
  /// The folder that holds the path: `.` for a name alone, `/` for the root and what lies in it.
  package static func folder(of path: String) -> String {
    let bare = withoutTrailingSlashes(path)
    guard let slash = bare.lastIndex(of: "/") else { return bare.isEmpty && path.hasPrefix("/") ? "/" : "." }
    let folder = withoutTrailingSlashes(String(bare[..<slash]))
    return folder.isEmpty ? "/" : folder
  }

  /// The last part of the path: `b.txt` of `a/b.txt`, `b` of `a/b/`; empty for the root.
  package static func last(of path: String) -> String {
    let bare = withoutTrailingSlashes(path)
    return bare.lastIndex(of: "/").map { String(bare[bare.index(after: $0)...]) } ?? bare
  }

  /// The last part's extension without the dot; empty where there is none, as in `.profile`.
  package static func fileExtension(of path: String) -> String {
    let name = last(of: path)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "" }
    return String(name[name.index(after: dot)...])
  }

  /// The path without its extension and the dot.
  package static func withoutExtension(_ path: String) -> String {
    let bare = withoutTrailingSlashes(path)
    let ending = fileExtension(of: bare)
    return ending.isEmpty ? bare : String(bare.dropLast(ending.count + 1))
  }

  /// A path inside a folder; a folder without a name is the current one.
  package static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// The path with all links followed; the path itself where it names nothing.
  package static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The path from the root, with `.` and `..` taken out and links not followed.
  package static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    let full = path.hasPrefix("/") ? path : joined(FileManager.default.currentDirectoryPath, path)
    for part in full.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    var path = path[...]
    while path.last == "/" { path = path.dropLast() }
    return String(path)
  }
}
