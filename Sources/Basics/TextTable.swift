import Foundation

/// A table of texts, in formats for terminals, papers and spreadsheets.
package struct TextTable: Sendable, Equatable {
  package enum Form: String, Sendable, CaseIterable { case table, csv, latex, markdown }

  package var header: [String]
  package var rows: [[String]]
  /// The numeric columns, which are right-aligned.
  package var numeric: Set<Int>
  /// The maximum length of a cell in the form `table`, where longer cells are cut; nil for no limit.
  package var widestCell: Int?

  package init(header: [String], rows: [[String]] = [], numeric: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.numeric = numeric
  }

  /// A table of measurements: the first column has their names, the others numbers. Rows may be shorter than the
  /// header.
  package init(measurements rows: [[String]]) {
    self.init(
      header: rows.first ?? [], rows: Array(rows.dropFirst()), numeric: Set(1..<max(2, rows.map(\.count).max() ?? 0)))
    header += Array(repeating: "", count: max(0, (rows.map(\.count).max() ?? 0) - header.count))
  }

  package func rendered(_ form: Form) -> String {
    switch form {
    case .table: plain
    case .csv: commaSeparated
    case .latex: latex
    case .markdown: markdown
    }
  }

  private var commaSeparated: String {
    let lines = ([header] + rows).map { row in
      DelimitedText.commas.line(row.map { $0.isEmpty ? nil : Self.withoutFormula($0) })
    }
    return lines.joined(separator: DelimitedText.commas.lineEnd)
  }

  /// A spreadsheet would take such a text for a formula; numbers are left alone.
  package static func withoutFormula(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t".contains($0) } == true && Double(text) == nil
    return isFormula ? "'" + text : text
  }

  private var plain: String {
    let all = ([header] + rows).map { row in row.map { shortened($0.escapingControls) } }
    let widths = header.indices.map { column in all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return all.map { row in
      let cells = row.enumerated().map { column, text in
        let padding = String(repeating: " ", count: widths[column] - text.count)
        return numeric.contains(column) ? padding + text : text + padding
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  private func shortened(_ cell: String) -> String {
    guard let widestCell, cell.count > widestCell else { return cell }
    return cell.prefix(widestCell - 1) + "…"
  }

  private var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    func escaped(_ text: String) -> String {
      text.replacingOccurrences(of: "|", with: "\\|").replacingOccurrences(of: "\n", with: " ")
    }
    let rule = header.indices.map { numeric.contains($0) ? "---:" : "---" }
    return ([line(header.map(escaped)), line(rule)] + rows.map { line($0.map(escaped)) }).joined(separator: "\n")
  }

  /// A `tabular` with booktabs rules.
  private var latex: String {
    func line(_ cells: [String]) -> String { cells.map(LaTeX.escaped).joined(separator: " & ") + " \\\\" }
    let columns = header.indices.map { numeric.contains($0) ? "r" : "l" }.joined()
    return
      (["\\begin{tabular}{\(columns)}", "\\toprule", line(header), "\\midrule"] + rows.map(line)
      + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n")
  }
}

extension Double {
  /// The number with `count` decimals.
  package func decimals(_ count: Int = 2) -> String { String(format: "%.\(count)f", self) }
}
