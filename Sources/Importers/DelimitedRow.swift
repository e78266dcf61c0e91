import Recordings

/// One line of a table, split into fields.
struct DelimitedRow {
  private let bytes: [UInt8]
  private let fields: [Range<Int>]

  /// - Parameter isQuoted: whether `"` at the start of a field protects delimiters up to the closing `"`. Tab-separated
  ///   reports contain code, which has its own quotes, and are never quoted.
  init(_ line: [UInt8], delimiter: UInt8, isQuoted: Bool) {
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
    self.fields = isQuoted ? fields.map { Self.unquoted($0, line) } : fields
  }

  var count: Int { fields.count }

  /// The field's text without surrounding blanks; nil when the row ends before the field.
  func text(_ index: Int) -> String? {
    guard fields.indices.contains(index) else { return nil }
    let range = trimmed(fields[index])
    let text = String(decoding: bytes[range], as: UTF8.self)
    return text.utf8.contains(UInt8(ascii: "\"")) ? text.replacing("\"\"", with: "\"") : text
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
  /// - Throws: `RowFault` when the row ends before the field, or the field is not a number.
  func number(_ index: Int) throws -> Double? {
    guard fields.indices.contains(index) else { throw RowFault(.cutRow, "the row has only \(count) fields") }
    return try NumberField.value(of: bytes[trimmed(fields[index])])
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

/// Number formats of trackers.
enum NumberField {
  private static let missing: Set<String> = ["", ".", "-", "nan", "na", "n/a", "null", "none", "inf", "-inf", "-nan"]

  /// The number; nil for a missing value. A comma counts as the decimal separator if there is no full stop.
  ///
  /// - Throws: `RowFault` when the text is neither.
  static func value(of bytes: ArraySlice<UInt8>) throws -> Double? {
    let text = String(decoding: bytes, as: UTF8.self)
    if let number = Double(text) { return number.isFinite ? number : nil }
    if missing.contains(text.lowercased()) { return nil }
    if let comma = text.firstIndex(of: ","), !text.contains("."), text.lastIndex(of: ",") == comma,
      let number = Double(text.replacing(",", with: ".")), number.isFinite
    {
      return number
    }
    throw RowFault(.unreadableNumber, "\"\(text.prefix(40))\" is no number")
  }
}

/// The columns of a table by name.
///
/// Names are compared without case, blanks, underscores and hyphens, and without a unit in brackets or parentheses,
/// which is stored separately: `Gaze point left X [DACS px]`, `GazePointLeftX (ADCSpx)` and `gaze_point_left_x` are the
/// same name.
struct HeaderColumns {
  struct Column: Equatable {
    var index: Int
    /// In lower case; empty when the heading has no unit.
    var unit: String
  }

  private var columns: [String: [Column]] = [:]
  let count: Int
  let names: [String]

  init(_ row: DelimitedRow) {
    count = row.count
    names = (0..<row.count).compactMap(row.text)
    for (index, name) in names.enumerated() {
      let (key, unit) = Self.normalized(name)
      columns[key, default: []].append(Column(index: index, unit: unit))
    }
  }

  /// The first column that has one of the names; earlier names take precedence.
  func column(_ names: String...) -> Column? {
    names.lazy.compactMap { columns[Self.normalized($0).name]?.first }.first
  }

  /// Among the columns with this name, the one whose unit contains the earliest of `units`, else the first.
  func column(_ name: String, preferring units: [String]) -> Column? {
    let found = columns[Self.normalized(name).name] ?? []
    for unit in units {
      if let match = found.first(where: { $0.unit.contains(unit) }) { return match }
    }
    return found.first
  }

  static func normalized(_ heading: String) -> (name: String, unit: String) {
    var name = ""
    var unit = ""
    var depth = 0
    for character in heading.lowercased() {
      switch character {
      case "[", "(": depth += 1
      case "]", ")": depth -= 1
      case " ", "_", "-", "\u{A0}", "\u{FEFF}": break
      default: if depth > 0 { unit.append(character) } else { name.append(character) }
      }
    }
    return (name, unit)
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
