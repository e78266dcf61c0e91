import Basics

/// HTML fragments. Parameters that are text are escaped here; those named `html` are not.
package enum HTML {
  package static func element(_ name: String, class style: String = "", _ html: String) -> String {
    style.isEmpty ? "<\(name)>\(html)</\(name)>" : "<\(name) class=\"\(style.markupEscaped)\">\(html)</\(name)>"
  }

  package static func text(_ name: String, class style: String = "", _ text: String) -> String {
    element(name, class: style, text.markupEscaped)
  }

  package static func section(_ identifier: String, _ title: String, _ html: [String]) -> String {
    "<section id=\"\(identifier.markupEscaped)\">\n\(text("h2", title))\n\(html.joined(separator: "\n"))\n</section>\n"
  }

  /// A table that scrolls horizontally if it does not fit. Cells are text, or HTML if marked as such.
  package static func table(header: [String], rows: [[Cell]], numeric: Set<Int> = []) -> String {
    table(header: header.map { Cell($0) }, rows: rows, numeric: numeric)
  }

  package static func table(header: [Cell], rows: [[Cell]], numeric: Set<Int> = []) -> String {
    func style(_ column: Int) -> String { numeric.contains(column) ? "number" : "" }
    let head = header.enumerated().map { element("th", class: style($0), $1.html) }.joined()
    let body = rows.map { row in
      element("tr", row.enumerated().map { element("td", class: style($0), $1.html) }.joined())
    }.joined(separator: "\n")
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body)\n</tbody></table></div>"
  }

  package static func table(_ table: TextTable) -> String {
    self.table(
      header: table.header, rows: table.rows.map { $0.map { Cell($0) } }, numeric: table.numeric)
  }

  package struct Cell {
    package var html: String

    package init(_ text: String) { html = text.markupEscaped }

    package init(html: String) { self.html = html }
  }

  static func figure(_ figure: Figure) -> String {
    let caption = figure.caption.isEmpty ? "" : text("figcaption", figure.caption)
    let plot = figure.chart.map { "<div class=\"still\">\(figure.plot.inline)</div>\($0.dataBlock)" }
    return "<figure>\(plot ?? figure.plot.inline)\(caption)</figure>"
  }

  package static func figures(_ figures: [Figure]) -> String {
    "<div class=\"figures\">\n\(figures.map(figure).joined(separator: "\n"))\n</div>"
  }

  /// A word with a definition, which shows when the reader points at it or moves the focus to it, and which is also at
  /// `identifier` in the page.
  package static func term(_ text: String, definition: String, identifier: String) -> String {
    let place = identifier.markupEscaped
    return "<a class=\"term\" href=\"#\(place)\" aria-describedby=\"\(place)\" title=\"\(definition.markupEscaped)\">"
      + "\(text.markupEscaped)</a>"
  }

  package static func details(_ summary: String, _ html: String) -> String {
    "<details><summary>\(summary.markupEscaped)</summary>\(html)</details>"
  }
}
