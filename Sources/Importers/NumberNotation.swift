import Basics
import Recordings

/// How a table writes its numbers: with a decimal point or comma, with or without separators of thousands.
///
/// Most numbers can be read in one way only, and say how the others are to be read: beside 400.5, 1,200 is twelve
/// hundred. A column's own numbers decide before those of the rest of the file. Numbers that can still be read in two
/// ways are an error, except that 1.234 is a decimal fraction in a file without any decimal comma.
final class NumberNotation {
  /// What the numbers of one column, or of the file, show.
  private struct Evidence {
    var point = false
    var comma = false

    /// nil when there is none, or when it is contradictory.
    var separator: DecimalSeparator? { point == comma ? nil : point ? .point : .comma }
  }

  /// The number of rows that are looked at before reading.
  private static let rows = 20_000

  private let path: String
  private let dialect: TableDialect
  private let declared: DecimalSeparator?
  private let examined: LineReader
  private var columns: [Int: Evidence] = [:]
  private var file = Evidence()

  /// - Parameters:
  ///   - lines: a reader of the file, after its heading, that no one else uses.
  ///   - declared: the separator that the user names.
  init(_ lines: LineReader, _ dialect: TableDialect, declared: DecimalSeparator?) throws {
    path = lines.path
    examined = lines
    self.dialect = dialect
    self.declared = declared
    if declared == nil { try examine(Self.rows) }
  }

  /// The number in a field; nil for a missing value.
  ///
  /// - Throws: `RowFault` for what is no number; `DataLineError` for one that can be read in two ways.
  func value(of bytes: ArraySlice<UInt8>, column: Int) throws -> Double? {
    if declared != .comma, !file.comma, let number = NumberField.plainValue(of: bytes) { return number }
    if NumberField.isMissing(bytes) { return nil }
    let point = NumberField.value(of: bytes, decimal: DecimalSeparator.point.byte)
    let comma = NumberField.value(of: bytes, decimal: DecimalSeparator.comma.byte)
    guard let point else {
      guard let comma else { throw NumberField.unreadable(bytes) }
      return comma
    }
    guard let comma, comma != point else { return point }
    switch try separator(of: column) {
    case .point: return point
    case .comma: return comma
    case nil: throw ambiguous(bytes, point, comma)
    }
  }

  private func separator(of column: Int) throws -> DecimalSeparator? {
    if let known = declared ?? columns[column]?.separator ?? file.separator { return known }
    try examine(.max)
    return columns[column]?.separator ?? file.separator
  }

  private func examine(_ rows: Int) throws {
    var rest = rows
    while rest > 0, let line = try examined.next() {
      let row = DelimitedRow(line, delimiter: dialect.delimiter, isQuoted: dialect.isQuoted)
      for column in 0..<row.count { examine(row.content(column), column) }
      rest -= 1
    }
  }

  private func examine(_ bytes: ArraySlice<UInt8>, _ column: Int) {
    guard let first = bytes.first, first < 0x3A, bytes.count < 40 else { return }
    let separators = [DecimalSeparator.point, .comma].filter { bytes.contains($0.byte) }
    guard !separators.isEmpty else { return }
    let point = NumberField.value(of: bytes, decimal: DecimalSeparator.point.byte) != nil
    let comma = NumberField.value(of: bytes, decimal: DecimalSeparator.comma.byte) != nil
    guard point != comma else { return }
    if point {
      file.point = true
      columns[column, default: Evidence()].point = true
    } else {
      file.comma = true
      columns[column, default: Evidence()].comma = true
    }
  }

  private func ambiguous(_ bytes: ArraySlice<UInt8>, _ point: Double, _ comma: Double) -> DataLineError {
    DataLineError(
      path: path, line: 0,
      problem: "\"\(String(decoding: bytes, as: UTF8.self))\" may be \(point) or \(comma), and "
        + (file.point ? "the file's other numbers contradict each other" : "no other number tells which"),
      remedy: "give --set decimal_separator=point or --set decimal_separator=comma")
  }
}
