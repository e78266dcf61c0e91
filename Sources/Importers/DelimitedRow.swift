import Recordings

/// One line of a table, split into fields.
struct DelimitedRow {
  private let bytes: [UInt8]
  private let fields: [Range<Int>]
  private let isQuoted: Bool
  private let notation: NumberNotation?

  /// - Parameters:
  ///   - isQuoted: whether `"` at the start of a field protects delimiters up to the closing `"`. The trackers' own
  ///     tab-separated reports contain code, which has its own quotes, and are not quoted.
  ///   - notation: how the file writes numbers; nil for what programs write for programs.
  init(_ line: [UInt8], delimiter: UInt8, isQuoted: Bool, notation: NumberNotation? = nil) {
    var fields: [Range<Int>] = []
    var start = 0
    var index = 0
    var isInside = false
    while index < line.count {
      let byte = line[index]
      if isQuoted, byte == UInt8(ascii: "\""), isInside || index == start {
        isInside.toggle()
      } else if isQuoted, byte == UInt8(ascii: "\""), index > start, line[index - 1] == UInt8(ascii: "\"") {
        isInside = true
      } else if byte == delimiter, !isInside {
        fields.append(start..<index)
        start = index + 1
      }
      index += 1
    }
    fields.append(start..<line.count)
    bytes = line
    self.isQuoted = isQuoted
    self.notation = notation
    self.fields = isQuoted ? fields.map { Self.unquoted($0, line) } : fields
  }

  var count: Int { fields.count }

  /// The field's text without surrounding blanks; nil when the row ends before the field.
  func text(_ index: Int) -> String? {
    guard fields.indices.contains(index) else { return nil }
    let range = trimmed(fields[index])
    let text = String(decoding: bytes[range], as: UTF8.self)
    return isQuoted && text.utf8.contains(UInt8(ascii: "\"")) ? text.replacing("\"\"", with: "\"") : text
  }

  /// The field's text.
  ///
  /// - Throws: `RowFault` when the row ends before the field, or the field is not UTF-8.
  func required(_ index: Int) throws -> String {
    guard let text = text(index) else { throw RowFault(.cutRow, "the row has only \(count) fields") }
    guard !text.unicodeScalars.contains("\u{FFFD}") else {
      throw RowFault(.notUTF8, "field \(index + 1) is not UTF-8")
    }
    return text
  }

  /// The field's number; nil if the field has a marker for a missing value.
  ///
  /// - Throws: `RowFault` when the row ends before the field, or the field is not a number; `DataLineError` when it can
  ///   be read in two ways, and nothing in the file tells which one is meant.
  func number(_ index: Int) throws -> Double? {
    guard fields.indices.contains(index) else { throw RowFault(.cutRow, "the row has only \(count) fields") }
    let field = bytes[trimmed(fields[index])]
    guard let notation else { return try NumberField.value(of: field) }
    return try notation.value(of: field, column: index)
  }

  /// The bytes of a field without surrounding blanks; empty when the row ends before it.
  func content(_ index: Int) -> ArraySlice<UInt8> {
    fields.indices.contains(index) ? bytes[trimmed(fields[index])] : []
  }

  /// The field's number, which must not be missing.
  func requiredNumber(_ index: Int) throws -> Double {
    guard let number = try number(index) else { throw RowFault(.unreadableNumber, "field \(index + 1) is empty") }
    return number
  }

  /// Whether the field has the same bytes as a text of another row; avoids creating a `String` for every row's name.
  func isField(_ index: Int, equalTo text: [UInt8]) -> Bool {
    fields.indices.contains(index) && bytes[trimmed(fields[index])].elementsEqual(text)
  }

  private static func unquoted(_ range: Range<Int>, _ line: [UInt8]) -> Range<Int> {
    let quote = UInt8(ascii: "\"")
    guard range.count >= 2, line[range.lowerBound] == quote, line[range.upperBound - 1] == quote else { return range }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, bytes[lower] == 0x20 { lower += 1 }
    while upper > lower, bytes[upper - 1] == 0x20 { upper -= 1 }
    return lower..<upper
  }
}

/// A text that repeats from row to row, created once.
struct RepeatedText {
  private var bytes: [UInt8] = []
  private var text: String?

  mutating func text(of row: DelimitedRow, _ index: Int) throws -> String {
    if let text, row.isField(index, equalTo: bytes) { return text }
    let new = try row.required(index)
    text = new
    bytes = Array(new.utf8)
    return new
  }
}
