import Foundation

/// Files with one JSON object per line.
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

  /// Appends a line to a file in one write; creates the file if it is missing.
  package static func append(_ record: some Encodable, to path: String) throws {
    let line = Array(try "\(self.line(record))\n".utf8)
    let descriptor = try openToAppend(path)
    defer { close(descriptor) }
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else {
      throw FileFailure(.write, path: path, bytesNeeded: line.count - max(written, 0))
    }
  }

  /// Opens a file to append lines, creating it if it is missing. If an interrupted writer left the last line without a
  /// line end, adds one, so that the next line does not run into it.
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

  /// One line of JSON with sorted keys, without a line end.
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
