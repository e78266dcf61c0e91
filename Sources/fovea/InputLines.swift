import Basics
import Foundation

/// The lines of a file or of standard input, read piece by piece.
struct InputLines: ~Copyable {
  /// The file's path, or `standard input`: what messages name.
  let name: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  /// Where the next line begins in `pending`.
  private var position = 0
  private var isAtEnd = false
  private var line = 0

  /// - Parameter path: a file, or `-` for standard input.
  /// - Throws: `FileFailure` when the file cannot be opened.
  init(_ path: String) throws {
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
    } else {
      name = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// One line without its end (`\n` or `\r\n`), and its number, counted from 1.
  struct Line {
    let text: String
    let number: Int
  }

  /// The next line; nil at the end. A final line end opens no further line, and a byte order mark is passed over.
  ///
  /// - Throws: `FileFailure`; `DataLineError` for a line that is not UTF-8.
  mutating func next() throws -> Line? {
    var searched = position
    while true {
      if let end = pending[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return try decoded(pending[position..<end])
      }
      searched = pending.count - position
      guard try readMore() else { break }
    }
    guard position < pending.count else { return nil }
    defer { position = pending.count }
    return try decoded(pending[position...])
  }

  /// The next line's JSON object; lines of nothing but white space are passed over.
  ///
  /// - Parameter form: what a line must look like, for the message of a line that does not.
  /// - Throws: as `next()`, and `DataLineError` for a line that is not such an object.
  mutating func nextRecord<Record: Decodable>(_ type: Record.Type, form: String) throws -> Record? {
    while let line = try next() {
      if line.text.allSatisfy(\.isWhitespace) { continue }
      do {
        return try JSONDecoder().decode(type, from: Data(line.text.utf8))
      } catch let error as DecodingError {
        throw DataLineError(
          path: name, line: line.number, problem: error.briefly, remedy: "each line must be a JSON object \(form)")
      }
    }
    return nil
  }

  /// The number of the line that was read last, counted from 1.
  var lineNumber: Int { line }

  private mutating func decoded(_ bytes: ArraySlice<UInt8>) throws -> Line {
    line += 1
    var bytes = bytes
    if line == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.last == UInt8(ascii: "\r") { bytes = bytes.dropLast() }
    return Line(text: try TextFile.decode(Data(bytes), path: name, line: line), number: line)
  }

  /// Drops the lines that were read and appends a piece of the input; false at its end.
  private mutating func readMore() throws -> Bool {
    guard !isAtEnd else { return false }
    pending.removeFirst(position)
    position = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path: name) }
      isAtEnd = count == 0
      pending += piece[..<count]
      return !isAtEnd
    }
  }
}
