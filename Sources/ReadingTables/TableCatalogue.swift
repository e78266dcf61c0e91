import Scanpaths

/// The data dictionary: every table that can be written, with its columns.
package enum TableCatalogue {
  package struct Entry: Sendable, Equatable {
    package let table: String
    /// What a row is.
    package let row: String
    package let columns: [ColumnDescription]

    fileprivate init<Row>(_ definition: TableDefinition<Row>) {
      table = definition.name
      row = definition.row
      columns = definition.descriptions
    }
  }

  package static let entries: [Entry] = events + measures + [Entry(definition)]

  private static let events =
    [Entry(FixationTable.definition), Entry(SaccadeTable.definition), Entry(AreaTable.definition)]
    + ReadingUnit.allCases.map { Entry(TransitionTable(unit: $0).definition) }
    + [Entry(SimilarityTable.definition), Entry(QualityTable.definition)]

  private static let measures =
    ReadingUnit.allCases.filter { $0 != .label }.map { Entry(MeasureTable.definition($0)) }
    + ReadingUnit.allCases.flatMap { unit in
      SummaryGroup.allCases.filter { unit == .label || $0 != .trial }.map {
        Entry(MeasureSummary.definition(unit, per: $0))
      }
    }

  /// One column of one table.
  package struct Row: Sendable {
    package let table: String
    package let position: Int
    package let column: ColumnDescription
  }

  /// The dictionary as a table itself, which describes itself too.
  package static var rows: [Row] {
    entries.flatMap { entry in
      entry.columns.enumerated().map { Row(table: entry.table, position: $0 + 1, column: $1) }
    }
  }

  package static let definition = TableDefinition<Row>(
    "columns", row: "one column of one table",
    columns: [
      .text("table", "The table.") { $0.table },
      .integer("position", "The column's place in the table, counted from 1.") { $0.position },
      .text("column", "The column's name.") { $0.column.name },
      .text("type", "`text`, `integer`, `number` or `boolean`.") { $0.column.kind.rawValue },
      .text("unit", "The unit of its values.", missing: "counts, shares and texts have none") {
        $0.column.unit.isEmpty ? nil : $0.column.unit
      },
      .text("meaning", "What it holds.") { $0.column.meaning },
      .text("missing", "When a cell of it is empty.", missing: "it never is") {
        $0.column.missing.isEmpty ? nil : $0.column.missing
      },
    ])
}
