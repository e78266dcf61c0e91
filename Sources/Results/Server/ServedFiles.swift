import Foundation
import Runs

/// Read-only access to the text files below a folder, and to nothing else on the machine.
struct ServedFiles: Sendable {
  private let root: String

  private static let types = [
    "html": "text/html; charset=utf-8", "svg": "image/svg+xml", "json": "text/plain; charset=utf-8",
    "jsonl": "text/plain; charset=utf-8", "yaml": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "csv": "text/plain; charset=utf-8", "tex": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8",
  ]

  init(root: String) { self.root = root }

  /// The file at a decoded path relative to the root.
  ///
  /// The file is opened first and then checked by its actual location. Neither a link nor a folder that is replaced by
  /// one in the meantime can therefore lead outside.
  func page(_ path: String) -> ServedPage {
    let missing = ServedPage.refusal(.notFound, "there is no such file")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.contains("\\") && !part.utf8.contains(0)
    }
    let ending = parts.last?.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard isPlain, let type = Self.types[ending], let realRoot = OwnFile.realPath(root) else { return missing }
    // Non-blocking, because a pipe of that name must not block the server.
    let descriptor = open("\(root)/\(path)", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return missing }
    var status = stat()
    let isStated = fstat(descriptor, &status) == 0
    let content = FileContent(descriptor: descriptor, count: Int(status.st_size))
    guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"),
      place.hasPrefix(realRoot == "/" ? "/" : realRoot + "/"),
      isStated, status.st_mode & S_IFMT == S_IFREG
    else { return missing }
    return ServedPage(type, content)
  }
}
