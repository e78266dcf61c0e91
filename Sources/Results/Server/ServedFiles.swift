import Foundation

/// Serves the text files below a folder, and nothing else on the machine.
struct ServedFiles: Sendable {
  private let root: String

  private static let types = [
    "html": "text/html; charset=utf-8", "svg": "image/svg+xml", "json": "text/plain; charset=utf-8",
    "jsonl": "text/plain; charset=utf-8", "yaml": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "csv": "text/plain; charset=utf-8", "tex": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8",
  ]
  private static let mostBytes = 64 << 20

  init(root: String) { self.root = root }

  /// The file of a decoded path relative to the root.
  ///
  /// The file is opened first and then checked by its real path, so neither a link nor a folder that becomes one in the
  /// meantime can lead outside.
  func page(_ path: String) -> ServedPage {
    let missing = ServedPage.refusal(.notFound, "there is no such file")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && !part.hasPrefix(".") && !part.contains("\\") && !part.utf8.contains(0)
    }
    let ending = parts.last?.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard isPlain, let type = Self.types[ending], let realRoot = OwnFile.realPath(root) else { return missing }
    // Do not block: a pipe of that name must not stall the server.
    let descriptor = open("\(root)/\(path)", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return missing }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)"),
      place.hasPrefix(realRoot == "/" ? "/" : realRoot + "/"),
      fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return missing }
    guard status.st_size <= Self.mostBytes else { return .refusal(.payloadTooLarge, "the file is too large to show") }
    guard let content = try? file.read(upToCount: Self.mostBytes) ?? Data() else { return missing }
    return ServedPage(.ok, type, content)
  }
}
