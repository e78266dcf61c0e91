import Basics
import Foundation

extension TableDefinition {
  /// The table for people to read: rounded numbers, and the bounds of an interval in brackets after its mean.
  package func textTable(_ rows: some Sequence<Row>) -> TextTable {
    let shown = columns.indices.filter { columns[$0].description.bound == nil && !columns[$0].description.isDetail }
    let numeric = shown.indices.filter { columns[shown[$0]].description.kind != .text }
    return TextTable(
      header: shown.map { columns[$0].description.name.replacing("_", with: " ") },
      rows: rows.map { row in shown.map { text(row, at: $0) } },
      numeric: Set(numeric))
  }

  private func text(_ row: Row, at place: Int) -> String {
    let value = columns[place].value(row)
    let bounds = columns[(place + 1)...].prefix { $0.description.bound != nil }
    let description = columns[place].description
    let mean = description.rounded(value)
    guard !bounds.isEmpty, value != .missing else { return mean }
    let texts = bounds.map { column in
      let bound = column.value(row)
      return bound == .missing ? "–" : description.rounded(bound)
    }
    return "\(mean) [\(texts.allSatisfy { $0 == "–" } ? "–" : texts.joined(separator: ", "))]"
  }
}

extension ColumnDescription {
  /// A cell for people: milliseconds as whole numbers, other numbers to three decimals.
  fileprivate func rounded(_ value: TableValue) -> String {
    switch value {
    case .missing: "–"
    case .text(let text): text.replacing("\n", with: " ")
    case .integer(let number): "\(number)"
    case .number(let number): number.decimals(unit == "ms" ? 0 : 3)
    case .boolean(let flag): flag ? "yes" : "no"
    }
  }
}
