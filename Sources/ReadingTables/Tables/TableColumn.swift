/// A column with the function that takes its value from a row.
package struct TableColumn<Row>: Sendable {
  package let description: ColumnDescription
  package let value: @Sendable (Row) -> TableValue

  package init(_ description: ColumnDescription, value: @escaping @Sendable (Row) -> TableValue) {
    self.description = description
    self.value = value
  }

  package static func text(
    _ name: String, _ meaning: String, missing: String = "", _ value: @escaping @Sendable (Row) -> String?
  ) -> TableColumn {
    TableColumn(ColumnDescription(name: name, kind: .text, meaning: meaning, missing: missing)) { row in
      value(row).map { .text($0) } ?? .missing
    }
  }

  package static func integer(
    _ name: String, unit: String = "", _ meaning: String, missing: String = "",
    _ value: @escaping @Sendable (Row) -> Int?
  ) -> TableColumn {
    TableColumn(ColumnDescription(name: name, kind: .integer, unit: unit, meaning: meaning, missing: missing)) { row in
      value(row).map { .integer($0) } ?? .missing
    }
  }

  /// A value that is not finite is missing.
  package static func number(
    _ name: String, unit: String = "", _ meaning: String, missing: String = "",
    _ value: @escaping @Sendable (Row) -> Double?
  ) -> TableColumn {
    TableColumn(ColumnDescription(name: name, kind: .number, unit: unit, meaning: meaning, missing: missing)) { row in
      value(row).flatMap { $0.isFinite ? .number($0) : nil } ?? .missing
    }
  }

  package static func boolean(
    _ name: String, _ meaning: String, missing: String = "", _ value: @escaping @Sendable (Row) -> Bool?
  ) -> TableColumn {
    TableColumn(ColumnDescription(name: name, kind: .boolean, meaning: meaning, missing: missing)) { row in
      value(row).map { .boolean($0) } ?? .missing
    }
  }

  /// The same column, left out of tables for people.
  package var asDetail: TableColumn {
    var description = description
    description.isDetail = true
    return TableColumn(description, value: value)
  }

  /// The same column of rows that contain such a row.
  package func of<Other>(_ inner: @escaping @Sendable (Other) -> Row) -> TableColumn<Other> {
    let value = value
    return TableColumn<Other>(description) { value(inner($0)) }
  }
}
