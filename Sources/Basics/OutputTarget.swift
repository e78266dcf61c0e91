import Foundation

/// What a path for an output names.
struct OutputTarget: Equatable {
  /// The file to write, with links followed.
  let path: String
  /// The permissions of the file that is replaced; nil if there is none.
  let permissions: mode_t?
  /// Whether it is a device or a pipe, which is written to and not replaced.
  let isStream: Bool

  /// The most links that are followed, as in Linux.
  private static let mostLinks = 40

  /// - Throws: `FileFailure` for a folder, a disk, a socket and links in a circle.
  init(_ path: String) throws {
    var target = path
    var status = stat()
    for _ in 0..<Self.mostLinks {
      guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { break }
      // What stands for an open descriptor has no path that could be opened: /dev/stdout.
      if stat(target, &status) == 0, Self.isStream(status) { break }
      guard let next = Self.destination(of: target) else { throw FileFailure(.write, path: path) }
      target = next.hasPrefix("/") ? next : PathName.joined(PathName.folder(of: target), next)
    }
    self.path = target
    guard stat(target, &status) == 0 else {
      guard errno == ENOENT else { throw FileFailure(.write, path: path) }
      (permissions, isStream) = (nil, false)
      return
    }
    isStream = Self.isStream(status)
    switch status.st_mode & S_IFMT {
    case S_IFREG: permissions = status.st_mode & 0o7777
    case S_IFDIR: throw FileFailure(.write, path: path, errorNumber: EISDIR)
    case S_IFSOCK, S_IFBLK: throw FileFailure(.write, path: path, errorNumber: ENXIO)
    default: permissions = nil
    }
  }

  /// A name whose present holder, of whatever kind, is replaced.
  init(replacing path: String) {
    (self.path, permissions, isStream) = (path, nil, false)
  }

  private static func isStream(_ status: stat) -> Bool {
    [S_IFCHR, S_IFIFO].contains(status.st_mode & S_IFMT)
  }

  private static func destination(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[0..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }
}
