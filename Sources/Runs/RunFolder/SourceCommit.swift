import Basics
import Foundation

/// The commit from which a program was built, read from git's files: a process that uses MPI should not start git.
///
/// This is the commit that was checked out at the time of the build; uncommitted changes are not visible.
enum SourceCommit {
  /// Nil if the program is not in a repository, or was built before the repository's first recorded commit.
  static var ofThisProgram: String? {
    var status = stat()
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      stat("/proc/self/exe", &status) == 0
    else { return nil }
    return around(program, builtAt: status.st_mtim.tv_sec)
  }

  /// The commit that was checked out at a given time in the closest repository above `path`.
  ///
  /// - Parameter builtAt: seconds since 1970.
  static func around(_ path: String, builtAt: Int) -> String? {
    var folder = PathName.folder(of: PathName.absolute(path))
    while folder != "/" {
      let git = "\(folder)/.git"
      if FileManager.default.fileExists(atPath: "\(git)/HEAD") { return commit(in: git, at: builtAt) }
      folder = PathName.folder(of: folder)
    }
    return nil
  }

  private static func commit(in git: String, at time: Int) -> String? {
    guard let log = text("\(git)/logs/HEAD") else { return head(of: git) }
    // A line has: previous commit, new commit, author, seconds since 1970, time zone, tab, reason.
    let entries = log.split(separator: "\n").compactMap { line -> (commit: String, time: Int)? in
      let words = line.prefix { $0 != "\t" }.split(separator: " ")
      guard words.count >= 4, let time = Int(words[words.count - 2]) else { return nil }
      return (String(words[1]), time)
    }
    return entries.last { $0.time <= time }?.commit
  }

  /// The commit that is checked out now.
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
