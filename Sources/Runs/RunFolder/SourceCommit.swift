import Foundation

/// The commit that a program was built from, as far as git's files tell: a process that uses MPI had better not start git.
///
/// That is the one that was checked out when the program was built. Changes that had not been committed then do not show.
enum SourceCommit {
  /// Nil when the program lies in no repository, or was built before that had any commit that it tells of.
  static var ofThisProgram: String? {
    var status = stat()
    guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      stat("/proc/self/exe", &status) == 0
    else { return nil }
    return around(program, builtAt: status.st_mtim.tv_sec)
  }

  /// The commit that the closest repository above `path` had checked out at a time.
  ///
  /// - Parameter builtAt: seconds since 1970.
  static func around(_ path: String, builtAt: Int) -> String? {
    var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    while folder.path != "/" {
      let git = folder.appendingPathComponent(".git").path
      if FileManager.default.fileExists(atPath: "\(git)/HEAD") { return commit(in: git, at: builtAt) }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func commit(in git: String, at time: Int) -> String? {
    guard let log = text("\(git)/logs/HEAD") else { return head(of: git) }
    // A line: the commit before, the commit after, who, seconds since 1970, time zone, tab, why.
    let entries = log.split(separator: "\n").compactMap { line -> (commit: String, time: Int)? in
      let words = line.prefix { $0 != "\t" }.split(separator: " ")
      guard words.count >= 4, let time = Int(words[words.count - 2]) else { return nil }
      return (String(words[1]), time)
    }
    return entries.last { $0.time <= time }?.commit
  }

  /// What is checked out now.
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
