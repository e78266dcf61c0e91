import Basics

/// Malformed JSON, with its position in the file.
package struct MalformedJSONError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    case unexpectedEnd(wanted: String)
    case unexpectedByte(UInt8, wanted: String)
    case invalidUTF8
    case controlCharacter
    case invalidEscape
    case numberOutOfRange
    case repeatedKey(String)
    case tooManyEntries(limit: Int)
    case tooDeep(limit: Int)
    case trailingBytes
  }

  package var path: String
  /// The offset from the file's first byte.
  package var byteOffset: Int
  package var problem: Problem

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the JSON header is malformed: \(explanation)", place: "\(path), byte \(byteOffset)",
      remedy: "download the file again, or write it again with the program that made it")
  }

  private var explanation: String {
    switch problem {
    case .unexpectedEnd(let wanted): "expected \(wanted), but the header ends here"
    case .unexpectedByte(let byte, let wanted):
      "expected \(wanted), found \(byte >= 0x21 && byte < 0x7F ? "\"\(UnicodeScalar(byte))\"" : "byte \(byte)")"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .controlCharacter: "a string holds an unescaped control character"
    case .invalidEscape: "a string holds an invalid escape"
    case .numberOutOfRange: "the number does not fit 63 bits"
    case .repeatedKey(let key): "the key \(key.quoted) appears twice"
    case .tooManyEntries(let limit): "more than \(limit) entries"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .trailingBytes: "something follows the closing brace"
    }
  }
}

/// Reads JSON (RFC 8259) from untrusted bytes, one value at a time and without building a tree.
///
/// Stricter than the RFC where leniency would hide damage: keys are unique within an object, numbers are plain
/// non-negative integers, and every object and array has a maximum number of entries.
///
/// - Complexity: linear in the bytes scanned; memory only for the current value's strings and the open objects' keys.
struct StrictJSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private let fileOffset: Int
  private var position = 0

  /// - Parameter fileOffset: the offset of `bytes` in the file, for error messages.
  init(_ bytes: UnsafeRawBufferPointer, path: String, fileOffset: Int) {
    self.bytes = bytes
    self.path = path
    self.fileOffset = fileOffset
  }

  /// Reads an object, calling `member` after each key and its colon; `member` must consume the value.
  mutating func object(limit: Int, _ member: (inout StrictJSONScanner, String) throws -> Void) throws {
    try expect("{", "an object")
    if consume("}") { return }
    var keys: Set<String> = []
    repeat {
      skipWhitespace()
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else { throw failure(.repeatedKey(key), at: start) }
      guard keys.count <= limit else { throw failure(.tooManyEntries(limit: limit), at: start) }
      try expect(":", "a colon")
      try member(&self, key)
    } while consume(",")
    try expect("}", "a comma or the end of the object")
  }

  /// Reads an array, calling `element` for each element, which it must consume.
  mutating func array(limit: Int, _ element: (inout StrictJSONScanner) throws -> Void) throws {
    try expect("[", "an array")
    if consume("]") { return }
    var count = 0
    repeat {
      count += 1
      guard count <= limit else { throw failure(.tooManyEntries(limit: limit), at: position) }
      try element(&self)
    } while consume(",")
    try expect("]", "a comma or the end of the array")
  }

  /// Reads a non-negative integer without sign, fraction, exponent or leading zero.
  mutating func integer() throws -> Int {
    skipWhitespace()
    let start = position
    var value = 0
    while let digit = peek, (0x30...0x39).contains(digit) {
      let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tenfold.addingReportingOverflow(Int(digit - 0x30))
      guard !first, !second else { throw failure(.numberOutOfRange, at: start) }
      value = sum
      position += 1
    }
    let hasLeadingZero = position - start > 1 && bytes[start] == 0x30
    guard position > start, !hasLeadingZero else { throw unexpected("a non-negative whole number", at: start) }
    return value
  }

  /// Reads a string and resolves its escapes.
  mutating func string() throws -> String {
    try expect("\"", "a string")
    let start = position
    var content: [UInt8] = []
    while true {
      let run = position
      while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
      content.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[run..<position]))
      guard let byte = peek else { throw unexpected("the end of a string", at: position) }
      guard byte >= 0x20 else { throw failure(.controlCharacter, at: position) }
      position += 1
      if byte == UInt8(ascii: "\"") { break }
      try escape(into: &content)
    }
    guard let text = String(validating: content, as: UTF8.self) else { throw failure(.invalidUTF8, at: start) }
    return text
  }

  /// Skips any value, at most `depth` objects and arrays deep.
  mutating func skipValue(depth: Int = 8) throws {
    guard depth > 0 else { throw failure(.tooDeep(limit: 8), at: position) }
    skipWhitespace()
    switch peek {
    case UInt8(ascii: "{"):
      try object(limit: WeightFileLimit.tensors) { scanner, _ in try scanner.skipValue(depth: depth - 1) }
    case UInt8(ascii: "["):
      try array(limit: WeightFileLimit.tensors) { scanner in try scanner.skipValue(depth: depth - 1) }
    case UInt8(ascii: "\""): _ = try string()
    default:
      // Numbers and the three literals; their values do not matter here.
      let start = position
      while let byte = peek, Self.isScalarByte(byte) { position += 1 }
      guard position > start else { throw unexpected("a value", at: start) }
    }
  }

  /// Checks that only whitespace is left.
  mutating func end() throws {
    skipWhitespace()
    guard position == bytes.count else { throw failure(.trailingBytes, at: position) }
  }

  // MARK: - Bytes

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: false
    }
  }

  private mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipWhitespace()
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar, _ wanted: String) throws {
    guard consume(character) else { throw unexpected(wanted, at: position) }
  }

  /// The escape after a backslash (RFC 8259, section 7), as UTF-8.
  private mutating func escape(into content: inout [UInt8]) throws {
    guard let letter = peek else { throw unexpected("an escape", at: position) }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try unicodeEscape()).utf8))
    default: throw failure(.invalidEscape, at: position - 1)
    }
  }

  /// The scalar from `XXXX`, or from a surrogate pair `XXXX\uXXXX`.
  private mutating func unicodeEscape() throws -> Unicode.Scalar {
    let start = position
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, peek == UInt8(ascii: "\\") else { throw failure(.invalidEscape, at: start) }
    position += 1
    guard peek == UInt8(ascii: "u") else { throw failure(.invalidEscape, at: start) }
    position += 1
    let second = try fourHexDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure(.invalidEscape, at: start) }
    return scalar
  }

  private mutating func fourHexDigits() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw failure(.invalidEscape, at: position)
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private func unexpected(_ wanted: String, at position: Int) -> MalformedJSONError {
    position < bytes.count
      ? failure(.unexpectedByte(bytes[position], wanted: wanted), at: position)
      : failure(.unexpectedEnd(wanted: wanted), at: position)
  }

  private func failure(_ problem: MalformedJSONError.Problem, at position: Int) -> MalformedJSONError {
    MalformedJSONError(path: path, byteOffset: fileOffset + position, problem: problem)
  }
}
