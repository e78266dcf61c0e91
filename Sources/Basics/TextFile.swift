import Foundation

/// Reads text files by lines, with errors that name the line.
package enum TextFile {
  /// The bytes of a whole file or pipe; an error if there are more than `limit`.
  package static func bytes(of path: String, upTo limit: Int = .max) throws -> Data {
    try InputFile.bytes(of: path, upTo: limit)
  }

  /// The lines of a UTF-8 file, without their line ends (`\n` or `\r\n`); a final line end does not start another line.
  package static func lines(of path: String) throws -> [String] {
    try undecodedLines(of: path).enumerated().map { try decode($1, path: path, line: $0 + 1) }
  }

  /// The lines as bytes, without their line ends and without a byte order mark at the start.
  package static func undecodedLines(of path: String) throws -> [Data] {
    let content = try bytes(of: path)
    var start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines: [Data] = []
    content.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) in
      while start < buffer.count, let base = buffer.baseAddress {
        // A data set can be hundreds of megabytes; memchr is tens of times faster than splitting the collection.
        let found = memchr(base + start, Int32(UInt8(ascii: "\n")), buffer.count - start)
        let end = found.map { UnsafeRawPointer($0) - base } ?? buffer.count
        let hasReturn = end > start && buffer[end - 1] == UInt8(ascii: "\r")
        lines.append(content[start..<(hasReturn ? end - 1 : end)])
        start = end + 1
      }
    }
    return lines
  }

  /// One line's text; `line` counts from 1 and appears in the error if the bytes are not UTF-8.
  package static func decode(_ bytes: Data, path: String, line: Int) throws -> String {
    guard let text = bytes.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
      throw DataLineError(
        path: path, line: line, problem: "the line is not valid UTF-8",
        remedy: "convert the file to UTF-8, for example with iconv")
    }
    return text
  }
}
