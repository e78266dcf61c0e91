import Foundation

/// Reads a file line by line, so that a file of any size needs only the memory of its longest line.
///
/// Lines end with `\n`; carriage returns before it are dropped too (some recorders write `\r\r\n`). A UTF-8 byte order
/// mark is skipped; UTF-16 is an error that says how to convert the file.
package final class LineReader {
  /// A file with longer lines is taken to be binary.
  package static let maximumLength = 1 << 26

  package let path: String
  /// The number of the line that `next` returned last, counted from 1.
  package private(set) var line = 0
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  package convenience init(_ path: String) throws {
    try self.init(descriptor: InputFile.open(path), path: path)
  }

  /// Reads from an open descriptor and closes it when done.
  ///
  /// - Parameters:
  ///   - descriptor: negative when the file could not be opened, with the reason in `errno`.
  ///   - path: the name to use in messages.
  init(descriptor: Int32, path: String) throws {
    self.path = path
    self.descriptor = descriptor
    guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    try fill()
    if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
      throw DataLineError(
        path: path, line: 1, problem: "the file is UTF-16", remedy: "convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW")
    }
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// `file:line` of the line that `next` returned last.
  package var place: String { "\(path):\(line)" }

  /// The next line without its end; nil after the last.
  package func next() throws -> [UInt8]? {
    var searched = position
    while true {
      if let end = newline(from: searched) {
        defer { position = end + 1 }
        return takeLine(upTo: end)
      }
      if isAtEnd {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        return takeLine(upTo: buffer.count)
      }
      guard buffer.count - position <= Self.maximumLength else {
        throw DataLineError(
          path: path, line: line + 1, problem: "the line is longer than \(Self.maximumLength >> 20) MiB",
          remedy: "check that this is a text file with one record a line")
      }
      searched = buffer.count - position
      try fill()
      searched += position
    }
  }

  private func newline(from start: Int) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private func takeLine(upTo end: Int) -> [UInt8] {
    line += 1
    var end = end
    while end > position, buffer[end - 1] == 0x0D { end -= 1 }
    return Array(buffer[position..<end])
  }

  /// Drops what has been read and appends the next piece of the file.
  private func fill() throws {
    if position > 0 {
      buffer.removeSubrange(0..<position)
      position = 0
    }
    let kept = buffer.count
    let piece = 1 << 18
    buffer.append(contentsOf: repeatElement(0, count: piece))
    let descriptor = descriptor
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let base = bytes.baseAddress else { return -1 }
      var result: Int
      repeat { result = Foundation.read(descriptor, base + kept, piece) } while result < 0 && errno == EINTR
      return result
    }
    guard count >= 0 else { throw FileFailure(.read, path: path) }
    buffer.removeLast(piece - count)
    isAtEnd = count == 0
  }
}

extension [UInt8] {
  /// Whether all bytes are white space.
  package var isBlank: Bool { allSatisfy { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) } }
}
