import Basics
import Foundation

/// The forms in which a table can be written for other programs.
package enum TableForm: String, Sendable, CaseIterable {
  case csv, tsv
  /// One JSON object a row.
  case jsonl

  /// The form that a file's name asks for; nil if it asks for none.
  package init?(ofFile path: String) {
    self.init(rawValue: PathName.fileExtension(of: path).lowercased())
  }
}

/// A table: one observation a row, with the columns that describe it.
package struct TableDefinition<Row>: Sendable {
  /// As in the data dictionary: `fixations`.
  package let name: String
  /// What a row is: `one fixation`.
  package let row: String
  package let columns: [TableColumn<Row>]

  package init(_ name: String, row: String, columns: [TableColumn<Row>]) {
    self.name = name
    self.row = row
    self.columns = columns
  }

  package var descriptions: [ColumnDescription] { columns.map(\.description) }

  /// Passes on the whole table, row by row, with line ends.
  package func write(
    _ rows: some Sequence<Row>, as form: TableForm, to body: (String) throws -> Void
  ) rethrows {
    switch form {
    case .csv: try write(rows, .commas, to: body)
    case .tsv: try write(rows, .tabs, to: body)
    case .jsonl: for row in rows { try body(object(row)) }
    }
  }

  private func write(
    _ rows: some Sequence<Row>, _ text: DelimitedText, to body: (String) throws -> Void
  ) rethrows {
    try body(text.line(columns.map(\.description.name)) + text.lineEnd)
    for row in rows { try body(text.line(columns.map { $0.value(row).cell }) + text.lineEnd) }
  }

  /// A line of JSON with the columns in their order, and null for what is missing.
  private func object(_ row: Row) -> String {
    let members = columns.map { "\"\($0.description.name)\":\($0.value(row).json)" }
    return "{" + members.joined(separator: ",") + "}\n"
  }
}

extension TableValue {
  /// The value as a cell of delimited text; nil if it is missing.
  fileprivate var cell: String? {
    switch self {
    case .missing: nil
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .boolean(let flag): flag ? "true" : "false"
    }
  }

  fileprivate var json: String {
    switch self {
    case .text(let text): Self.quoted(text)
    default: cell ?? "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20: quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
