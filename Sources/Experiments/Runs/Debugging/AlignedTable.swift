/// Rows of short texts in aligned columns, for a person at a terminal.
struct AlignedTable {
  private var rows: [[String]]

  /// Longer cells lose their end: a comment or a string literal is one token.
  private static let widestCell = 40

  init(_ header: [String]) { rows = [header] }

  mutating func add(_ row: [String]) {
    precondition(row.count == rows[0].count, "a cell for each column")
    rows.append(row.map { $0.count > Self.widestCell ? $0.prefix(Self.widestCell - 1) + "…" : $0 })
  }

  /// The lines, each indented by two spaces.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
