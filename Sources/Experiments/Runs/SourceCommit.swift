import Foundation

/// The commit of the repository that a program lies in, read from git's files: a process that uses MPI had better not
/// start others.
enum SourceCommit {
  /// The commit that is checked out around the running program; nil when it lies in no repository.
  static var ofThisProgram: String? {
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    return around(program)
  }

  /// The commit of the closest repository above `path`.
  static func around(_ path: String) -> String? {
    var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    while folder.path != "/" {
      let git = folder.appendingPathComponent(".git").path
      if FileManager.default.fileExists(atPath: "\(git)/HEAD") { return head(of: git) }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func head(of git: String) -> String? {
    guard let head = text("\(git)/HEAD") else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let reference = String(head.dropFirst("ref: ".count))
    if let commit = text("\(git)/\(reference)") { return commit }
    let packed = text("\(git)/packed-refs") ?? ""
    return packed.split(separator: "\n").first { $0.hasSuffix(" \(reference)") }?
      .split(separator: " ").first.map(String.init)
  }

  private static func text(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
