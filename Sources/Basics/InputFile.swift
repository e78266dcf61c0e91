import Foundation

/// Opens files to read, whatever a path names.
package enum InputFile {
  /// How long a pipe may stay without a writer, in milliseconds.
  private static let patience: Int32 = 5_000

  /// A descriptor to read from, which the caller closes.
  ///
  /// A named pipe that nobody writes to is an error after five seconds, so that a command never waits for ever.
  /// - Throws: `FileFailure`; `DataLineError` for a pipe without a writer.
  package static func open(_ path: String) throws -> Int32 {
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    do {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw FileFailure(.read, path: path) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw FileFailure(.read, path: path, errorNumber: EISDIR)
      case S_IFIFO: try waitForWriter(descriptor, path)
      default: break
      }
      let flags = fcntl(descriptor, F_GETFL)
      guard flags >= 0, fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
        throw FileFailure(.read, path: path)
      }
      return descriptor
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func waitForWriter(_ descriptor: Int32, _ path: String) throws {
    var waited: Int32 = 0
    while waited < patience {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // With a writer, bytes or its end come as events; without one there are none, or POLLHUP after a writer left.
      if poll(&wanted, 1, 100) > 0, wanted.revents & Int16(POLLIN | POLLHUP) != 0 { return }
      waited += 100
    }
    throw DataLineError(
      path: path, line: 0, problem: "this is a pipe that nobody writes to",
      remedy: "name a file, or start what writes to the pipe first")
  }

  /// All bytes of a file, pipe or device.
  ///
  /// - Parameter limit: the most bytes that a file of its kind has.
  /// - Throws: `FileFailure`; `DataLineError` for a larger file, or a device or pipe that does not end; `MemoryRefused`
  ///   for a file that is too large for the memory.
  package static func bytes(of path: String, upTo limit: Int = .max) throws -> Data {
    let descriptor = try open(path)
    defer { close(descriptor) }
    let extent = extent(of: descriptor)
    let (size, most) = (extent.size, min(extent.most, limit))
    guard size <= limit else {
      let (has, may) = (MemoryLimit.text(Double(size)), MemoryLimit.text(Double(limit)))
      throw DataLineError(
        path: path, line: 0, problem: "the file has \(has), and a file of its kind at most \(may)",
        remedy: "check that this is the file meant")
    }
    // The bytes, the text that is made of them, and what is made of that; memory that is refused would end the process.
    if size > 1 << 26 {
      try MemoryLimit.require(
        3 * Double(size), for: "reading \(path), \(MemoryLimit.text(Double(size)))",
        remedy: "use a smaller file, or raise the limit of memory (ulimit -v, ulimit -d)")
    }
    var bytes = Data()
    bytes.reserveCapacity(size)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path: path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[0..<count])
      guard bytes.count <= most else { throw endless(path, most) }
    }
  }

  /// The size of an open file, and the most bytes to read from it; for devices and pipes, 0 and a limit.
  static func extent(of descriptor: Int32) -> (size: Int, most: Int) {
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return isRegular ? (Int(status.st_size), .max) : (0, Int(min(UInt64(1) << 31, MemoryLimit.bytes / 4)))
  }

  /// The error for a device or pipe that gave more than `most` bytes.
  static func endless(_ path: String, _ most: Int) -> DataLineError {
    DataLineError(
      path: path, line: 0, problem: "more than \(most >> 20) MiB come from this device or pipe, without an end",
      remedy: "write them to a file and name that")
  }
}
