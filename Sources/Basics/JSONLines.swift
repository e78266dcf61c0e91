import Foundation

/// A line of a data file that cannot be used, with its place.
package struct DataLineError: DiagnosableError, Equatable {
  package var path: String
  /// Counted from 1; 0 means the whole file.
  package var line: Int
  package var problem: String
  package var remedy: String

  package init(path: String, line: Int, problem: String, remedy: String = "") {
    self.path = path
    self.line = line
    self.problem = problem
    self.remedy = remedy
  }

  package var diagnosis: Diagnosis {
    Diagnosis(.badData, problem: problem, place: line > 0 ? "\(path):\(line)" : path, remedy: remedy)
  }
}

/// Text files read line by line, with errors that name the line.
package enum TextFile {
  /// The whole file's bytes, which may also come from a pipe.
  package static func bytes(of path: String) throws -> Data {
    var status = stat()
    let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    // Of files that state no size, as empty ones do, Data(contentsOf:) leaks its buffer (Foundation of Swift 6.3).
    if kind == S_IFIFO || kind == S_IFCHR || kind == S_IFREG && status.st_size == 0 {
      guard let stream = FileHandle(forReadingAtPath: path) else { throw FileFailure(.read, path: path) }
      return try stream.readToEnd() ?? Data()
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure(.read, path: path, errorNumber: EISDIR) }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw FileFailure(.read, path: path, because: error)
    }
  }

  /// The lines of a UTF-8 file, without their line ends (`\n` or `\r\n`); a final line end opens no further line.
  package static func lines(of path: String) throws -> [String] {
    try undecodedLines(of: path).enumerated().map { try decode($1, path: path, line: $0 + 1) }
  }

  /// The lines as bytes, without their line ends and without a byte order mark at the file's beginning.
  package static func undecodedLines(of path: String) throws -> [Data] {
    let content = try bytes(of: path)
    var start = content.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines: [Data] = []
    content.withUnsafeBytes { (buffer: UnsafeRawBufferPointer) in
      while start < buffer.count, let base = buffer.baseAddress {
        // A data set can have hundreds of megabytes; memchr is tens of times faster than splitting the collection.
        let found = memchr(base + start, Int32(UInt8(ascii: "\n")), buffer.count - start)
        let end = found.map { UnsafeRawPointer($0) - base } ?? buffer.count
        let hasReturn = end > start && buffer[end - 1] == UInt8(ascii: "\r")
        lines.append(content[start..<(hasReturn ? end - 1 : end)])
        start = end + 1
      }
    }
    return lines
  }

  /// One line's text; `line` counts from 1 and goes into the error when the bytes are not UTF-8.
  package static func decode(_ bytes: Data, path: String, line: Int) throws -> String {
    guard let text = bytes.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
      throw DataLineError(
        path: path, line: line, problem: "the line is not valid UTF-8",
        remedy: "convert the file to UTF-8, for example with iconv")
    }
    return text
  }
}

/// Files with one JSON object a line.
package enum JSONLines {
  /// Decodes every non-empty line as a `Record`.
  package static func read<Record: Decodable>(_ type: Record.Type, from path: String) throws -> [Record] {
    let decoder = JSONDecoder()
    var records: [Record] = []
    for (index, line) in try TextFile.lines(of: path).enumerated() where !line.allSatisfy(\.isWhitespace) {
      do {
        records.append(try decoder.decode(type, from: Data(line.utf8)))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: index + 1, problem: error.briefly,
          remedy: "each line must be one JSON object; see docs/formats.md")
      }
    }
    return records
  }

  /// Adds a line to the end of a file, in one write; makes the file where it is missing.
  package static func append(_ record: some Encodable, to path: String) throws {
    let line = Array(try "\(self.line(record))\n".utf8)
    let descriptor = try openToAppend(path)
    defer { close(descriptor) }
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else {
      throw FileFailure(.write, path: path, bytesNeeded: line.count - max(written, 0))
    }
  }

  /// Opens a file for lines to be added, and makes it where it is missing. A last line that an interrupted writer left
  /// without an end gets one, so that it spoils no other.
  ///
  /// - Returns: a file descriptor, which the caller closes.
  package static func openToAppend(_ path: String) throws -> Int32 {
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileFailure(.create, path: path) }
    let length = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0
    if length > 0, pread(descriptor, &last, 1, length - 1) == 1, last != UInt8(ascii: "\n") {
      var end = UInt8(ascii: "\n")
      guard write(descriptor, &end, 1) == 1 else {
        let failure = FileFailure(.write, path: path, bytesNeeded: 1)
        close(descriptor)
        throw failure
      }
    }
    return descriptor
  }

  /// One line of JSON with sorted keys, without the line end.
  package static func line(_ record: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(record), as: UTF8.self)
  }
}

extension DecodingError {
  /// What is wrong with the JSON, in a few words and with the key's path.
  package var briefly: String {
    func path(_ context: Context) -> String {
      context.codingPath.reduce(into: "") { path, key in
        path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? key.stringValue : ".\(key.stringValue)")
      }
    }
    switch self {
    case .keyNotFound(let key, let context):
      let place = path(context)
      return "the key \"\(key.stringValue)\" is missing\(place.isEmpty ? "" : " in \(place)")"
    case .typeMismatch(_, let context): return "\"\(path(context))\" has the wrong type: \(context.debugDescription)"
    case .valueNotFound(_, let context): return "\"\(path(context))\" is null"
    case .dataCorrupted(let context):
      let place = path(context)
      return place.isEmpty ? "not valid JSON" : "\"\(place)\": \(context.debugDescription)"
    @unknown default: return "not the JSON that was expected"
    }
  }
}
