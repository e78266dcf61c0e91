import Archives
import Basics
import Foundation

/// A Java file in a folder or in an archive, not yet read.
struct SourceFile: Sendable {
  /// The root that was given: a file, a folder or an archive.
  var root: String
  /// The file's place below the root, in the form in which the corpus names it.
  var path: String
  fileprivate var place: Place

  fileprivate enum Place: Sendable {
    case file(String)
    case member(ZipArchive, String)
  }

  /// The path with its root, for messages.
  var description: String {
    switch place {
    case .file(let path): path
    case .member: "\(root), member \(path)"
    }
  }

  /// - Throws: `FileFailure`; `ZipArchiveError` for a damaged member; `DataLineError` for a file that does not end.
  func bytes() throws -> [UInt8] {
    switch place {
    case .file(let path): [UInt8](try InputFile.bytes(of: path, upTo: Self.mostBytes))
    case .member(let archive, let name): try archive.content(of: name, upTo: Self.mostBytes)
    }
  }

  /// The largest source file that is read: what the parser accepts.
  static let mostBytes = 16 << 20
}

/// The Java files of some folders, archives and files, in the order of their paths.
struct SourceFiles: Sendable {
  private(set) var files: [SourceFile] = []
  /// Links that lead to a folder that was already visited.
  private(set) var repeatedLinks: [String] = []

  /// Finds the files below each root; archives are `.zip` and `.jar`.
  ///
  /// - Throws: `FileFailure`; `ZipArchiveError` for an archive that cannot be read; `NoSourceFiles` for a root without Java.
  init(_ roots: [String]) throws {
    for root in roots {
      let before = files.count
      var status = stat()
      guard stat(root, &status) == 0 else { throw FileFailure(.read, path: root) }
      if status.st_mode & S_IFMT == S_IFDIR {
        try visit(root, below: root, prefix: "")
      } else if Self.isArchive(root) {
        try open(root)
      } else {
        files.append(SourceFile(root: root, path: PathName.last(of: root), place: .file(root)))
      }
      guard files.count > before else { throw NoSourceFiles(path: root) }
    }
  }

  private static func isArchive(_ path: String) -> Bool {
    ["zip", "jar"].contains(PathName.fileExtension(of: path).lowercased())
  }

  private mutating func open(_ path: String) throws {
    let archive = try ZipArchive(of: FileBytes(mapping: path), accepting: .deflated)
    files += archive.members.keys.filter { $0.hasSuffix(".java") }.sorted()
      .map { SourceFile(root: path, path: $0, place: .member(archive, $0)) }
  }

  private var visited: Set<FileIdentity> = []

  /// Folders are visited once, so links cannot lead round in a circle.
  private mutating func visit(_ folder: String, below root: String, prefix: String) throws {
    var status = stat()
    guard stat(folder, &status) == 0 else { throw FileFailure(.read, path: folder) }
    guard visited.insert(FileIdentity(status)).inserted else {
      repeatedLinks.append(folder)
      return
    }
    for name in try Folder.names(in: folder).sorted() {
      let path = "\(folder)/\(name)"
      guard stat(path, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try visit(path, below: root, prefix: prefix + name + "/")
      case S_IFREG where name.hasSuffix(".java"):
        files.append(SourceFile(root: root, path: prefix + name, place: .file(path)))
      default: continue
      }
    }
  }
}

/// A root without a Java file.
struct NoSourceFiles: DiagnosableError, Equatable {
  var path: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "there is no Java source (.java) here", place: path,
      remedy: "give a folder, a .zip or .jar with sources, or .java files; class files hold no Javadoc")
  }
}
