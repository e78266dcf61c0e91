/// An element of a markup file, with its name and attributes.
package struct MarkupElement: Equatable {
  package var name: String
  package var attributes: [String: String]
}

/// Reads the opening tags of an XML file, one at a time and in order.
///
/// iTrace's files are flat: all data is in attributes. A stream of opening tags lets two files be joined without
/// loading either. Text, closing tags, comments, declarations and processing instructions are skipped; only XML's five
/// entities and character references are expanded.
package final class ElementReader {
  private static let longestTag = 1 << 16

  private let lines: LineReader
  private var bytes: [UInt8] = []
  private var position = 0

  package init(_ path: String) throws {
    lines = try LineReader(path)
  }

  package var path: String { lines.path }
  /// The line where the last tag ended.
  package var line: Int { lines.line }

  /// The next opening tag; nil at the end of the file.
  ///
  /// - Throws: `DataLineError` for a tag that is unterminated or unreadable.
  package func next() throws -> MarkupElement? {
    while let tag = try nextTag() {
      guard let first = tag.first, first != UInt8(ascii: "/"), first != UInt8(ascii: "?"), first != UInt8(ascii: "!")
      else { continue }
      return try parse(tag)
    }
    return nil
  }

  /// The bytes between `<` and `>`.
  private func nextTag() throws -> ArraySlice<UInt8>? {
    guard try skip(to: UInt8(ascii: "<")) else { return nil }
    let opening = position
    if try starts(with: "!--") {
      try skipComment()
      return []
    }
    var quote: UInt8?
    while true {
      guard position < bytes.count else {
        guard position - opening <= Self.longestTag, try appendLine(keepingFrom: opening) else {
          throw fault("a tag does not end")
        }
        return try restartedTag()
      }
      let byte = bytes[position]
      position += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return bytes[opening..<position - 1]
      }
    }
  }

  /// Reads the tag again after a line was appended; `bytes` begins with its `<`.
  private func restartedTag() throws -> ArraySlice<UInt8>? {
    position = 0
    return try nextTag()
  }

  /// Moves past the next `sign`; false at the end of the file.
  private func skip(to sign: UInt8) throws -> Bool {
    while true {
      if let found = bytes[position...].firstIndex(of: sign) {
        position = found + 1
        return true
      }
      position = bytes.count
      guard try appendLine(keepingFrom: position + 1) else { return false }
    }
  }

  private func starts(with text: String) throws -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private func skipComment() throws {
    while true {
      guard try skip(to: UInt8(ascii: ">")) else { throw fault("a comment does not end") }
      if position >= 3, bytes[position - 2] == UInt8(ascii: "-"), bytes[position - 3] == UInt8(ascii: "-") { return }
    }
  }

  /// Appends the next line and drops everything before the `<` at `start` − 1.
  private func appendLine(keepingFrom start: Int) throws -> Bool {
    guard let line = try lines.next() else { return false }
    let kept = min(max(start - 1, 0), bytes.count)
    bytes.removeSubrange(0..<kept)
    position -= kept
    if position < 0 { position = 0 }
    bytes.append(contentsOf: line)
    bytes.append(UInt8(ascii: " "))
    return true
  }

  private func parse(_ tag: ArraySlice<UInt8>) throws -> MarkupElement {
    var rest = tag
    let name = rest.prefix { !Self.isBlank($0) && $0 != UInt8(ascii: "/") }
    rest = rest[name.endIndex...]
    var element = MarkupElement(name: String(decoding: name, as: UTF8.self), attributes: [:])
    while true {
      rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: "/") }
      guard !rest.isEmpty else { return element }
      let key = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isBlank($0) }
      rest = rest[key.endIndex...].drop(while: Self.isBlank)
      guard rest.popFirst() == UInt8(ascii: "=") else { throw fault("an attribute of <\(element.name)> has no value") }
      rest = rest.drop(while: Self.isBlank)
      guard let quote = rest.popFirst(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        let end = rest.firstIndex(of: quote)
      else { throw fault("an attribute of <\(element.name)> has no quoted value") }
      element.attributes[String(decoding: key, as: UTF8.self)] = Self.expanded(rest[rest.startIndex..<end])
      rest = rest[(end + 1)...]
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

  private static func expanded(_ value: ArraySlice<UInt8>) -> String {
    let text = String(decoding: value, as: UTF8.self)
    guard value.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[ampersand...]
      guard let end = rest.firstIndex(of: ";"), let character = character(rest[rest.index(after: ampersand)..<end])
      else {
        result.append(rest.removeFirst())
        continue
      }
      result.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ entity: Substring) -> Character? {
    switch entity {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard entity.hasPrefix("#") else { return nil }
      let digits = entity.dropFirst()
      let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init).map(Character.init)
    }
  }

  private func fault(_ problem: String) -> DataLineError {
    DataLineError(path: path, line: line, problem: problem, remedy: "check that the file is complete XML")
  }
}
