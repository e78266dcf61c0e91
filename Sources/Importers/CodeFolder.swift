import Basics
import Foundation

/// The source files in a folder and the folders in it, found by the names and paths that recordings give.
struct CodeFolder: Sendable, Equatable {
  let root: String
  /// Paths relative to the root, sorted.
  let files: [String]

  /// - Throws: `FileFailure` for a folder that cannot be listed.
  init(_ root: String) throws {
    self.root = root
    let top = try TrackerFile.names(in: root)
    var found: [String] = []
    for name in top {
      let path = "\(root)/\(name)"
      if try TrackerFile.isFolder(path) {
        let inside = FileManager.default.enumerator(atPath: path)
        while let next = inside?.nextObject() as? String { found.append("\(name)/\(next)") }
      } else {
        found.append(name)
      }
    }
    files = found.filter { TrackerFile.language(of: $0) != nil }.sorted()
  }

  func path(of file: String) -> String { "\(root)/\(file)" }

  /// The name of the file without its ending; with the folders in the root where other files have the same name.
  func stimulusName(of file: String) -> String {
    let name = TrackerFile.name(of: file)
    guard files.count(where: { TrackerFile.name(of: $0) == name }) > 1 else { return name }
    return String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
  }

  /// The file of a stimulus: with that name and some ending, or with that path. nil when there is none or more than one.
  func file(named stimulus: String) -> String? {
    let exact = files.filter { TrackerFile.name(of: $0) == stimulus || stimulusName(of: $0) == stimulus }
    // Several languages of one name in one folder: the first, as before there were folders in it.
    if let first = exact.first, Set(exact.map(Self.folder)).count == 1 { return first }
    guard exact.isEmpty else { return nil }
    if TrackerFile.language(of: stimulus) != nil { return match(stimulus)?.file }
    // Stimuli are often named by the picture that was shown.
    let name = TrackerFile.name(of: stimulus.replacing("\\", with: "/"))
    let pictured = files.filter { TrackerFile.name(of: $0) == name }
    return Set(pictured.map(Self.folder)).count == 1 ? pictured.first : nil
  }

  /// The file whose path has the most trailing components in common with a recorded one, and their number; nil when no
  /// file has the name, or several have equally many components in common.
  func match(_ recorded: String) -> (file: String, components: Int)? {
    let wanted = Self.components(recorded)
    let counts = files.map { (file: $0, components: Self.common(wanted, Self.components($0))) }
    guard let most = counts.map(\.components).max(), most > 0 else { return nil }
    let best = counts.filter { $0.components == most }
    return best.count == 1 ? best[0] : nil
  }

  /// The files that recorded paths mean, each at most once: if several paths match one file, only the one with the most
  /// components in common does, and none if there are several such.
  ///
  /// Two files of the same name in different folders of a project are so kept apart even if only one of them is here.
  func matches(_ recorded: Set<String>) -> [String: String] {
    let found = recorded.compactMap { path in match(path).map { (path: path, file: $0.file, components: $0.components) }
    }
    var matches: [String: String] = [:]
    for group in Dictionary(grouping: found, by: \.file).values {
      let most = group.map(\.components).max() ?? 0
      let best = group.filter { $0.components == most }
      if best.count == 1 { matches[best[0].path] = best[0].file }
    }
    return matches
  }

  private static func folder(_ file: String) -> String { PathName.folder(of: file) }

  private static func components(_ path: String) -> [Substring] {
    path.split { $0 == "/" || $0 == "\\" }
  }

  private static func common(_ first: [Substring], _ second: [Substring]) -> Int {
    zip(first.reversed(), second.reversed()).prefix { $0.0 == $0.1 }.count
  }
}
