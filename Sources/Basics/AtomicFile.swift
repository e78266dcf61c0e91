import Foundation

/// Atomic file writes: a reader sees either a whole file or none.
///
/// The bytes go to a temporary name in the same folder, are flushed to the device, and only then get the final name: a
/// crash at any instant leaves either the old file or the new one.
package enum AtomicFile {
  /// Writes `bytes` to `path`, atomically replacing any existing file.
  package static func write(_ bytes: some Collection<UInt8>, to path: String) throws {
    try write(to: path) { file in
      try file.append(bytes)
    }
  }

  /// Writes `text` as UTF-8.
  package static func write(_ text: String, to path: String) throws {
    try write(text.utf8, to: path)
  }

  /// Calls `body` with a file to append to; the file gets its final name after `body` returns.
  ///
  /// A link stays a link: the file that it names is replaced. A replaced file keeps its permissions. Devices and pipes,
  /// which cannot be replaced, are written to.
  ///
  /// - Parameter isOwn: whether the name belongs to the program alone, as in a cache: whatever has it is replaced, links
  ///   and pipes too.
  package static func write(to path: String, isOwn: Bool = false, _ body: (DurableFile) throws -> Void) throws {
    let target = isOwn ? OutputTarget(replacing: path) : try OutputTarget(path)
    guard !target.isStream else {
      let stream = try DurableFile(writingTo: target.path)
      try body(stream)
      return try stream.close()
    }
    let path = target.path
    // Another host's process may have the same number.
    let temporary = "\(path).\(getpid())-\(String(UInt32.random(in: .min ... .max), radix: 16)).partial"
    let file = try DurableFile(creating: temporary, permissions: target.permissions, insteadOf: path)
    do {
      try body(file)
      try file.synchronizeAndClose()
      guard rename(temporary, path) == 0 else { throw FileFailure(.rename, path: path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(of: path)
  }

  /// Flushes the folder that holds `path`, so that a rename inside it survives a power cut.
  package static func synchronizeFolder(of path: String) throws {
    let folder = PathName.folder(of: path)
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw FileFailure(.write, path: folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw FileFailure(.write, path: folder) }
  }
}

/// A file open for writing from its beginning; every write either takes all its bytes or throws.
package final class DurableFile {
  private let path: String
  private var descriptor: Int32

  /// Creates a file that must not exist, so that nobody can have put a link to another file in its place.
  ///
  /// - Parameter insteadOf: the file to name in errors: the one that the user asked for.
  init(creating temporary: String, permissions: mode_t?, insteadOf path: String) throws {
    self.path = path
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    // On file systems without permissions there are none to keep.
    if let permissions { fchmod(descriptor, permissions) }
  }

  /// Opens a device or a pipe.
  init(writingTo path: String) throws {
    self.path = path
    // Without O_NONBLOCK, opening a pipe waits for a reader.
    descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileFailure(.write, path: path) }
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
      throw FileFailure(.write, path: path)
    }
  }

  deinit {
    if descriptor >= 0 { Foundation.close(descriptor) }
  }

  package func append(_ bytes: some Collection<UInt8>) throws {
    let written: Void? = try bytes.withContiguousStorageIfAvailable { try append(UnsafeRawBufferPointer($0)) }
    if written == nil {
      try Array(bytes).withUnsafeBytes { try append($0) }
    }
  }

  package func append(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count, let base = bytes.baseAddress {
      // Linux writes at most 2 GiB at a call; smaller pieces also keep a full disk's report precise.
      let count = Foundation.write(descriptor, base + done, min(bytes.count - done, 1 << 30))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw FileFailure(.write, path: path, bytesNeeded: bytes.count - done) }
      done += count
    }
  }

  package func synchronizeAndClose() throws {
    guard fsync(descriptor) == 0 else { throw FileFailure(.write, path: path) }
    try close()
  }

  func close() throws {
    let result = Foundation.close(descriptor)
    descriptor = -1
    guard result == 0 else { throw FileFailure(.write, path: path) }
  }
}
