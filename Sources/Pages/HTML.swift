import Basics

/// Pieces of HTML. Arguments called text are escaped here; arguments called `html` are not.
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

  /// A table that scrolls sideways if it does not fit.
  package static func table(header: [String], rows: [[Cell]], numeric: Set<Int> = []) -> String {
    func style(_ column: Int) -> String { numeric.contains(column) ? "number" : "" }
    let head = header.enumerated().map { text("th", class: style($0), $1) }.joined()
    let body = rows.map { row in
      element("tr", row.enumerated().map { element("td", class: style($0), $1.html) }.joined())
    }.joined(separator: "\n")
    return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead><tbody>\n\(body)\n</tbody></table></div>"
  }

  package static func table(_ table: TextTable) -> String {
    self.table(
      header: table.header, rows: table.rows.map { $0.map { Cell($0) } }, numeric: table.numeric)
  }

  package struct Cell {
    var html: String

    package init(_ text: String) { html = text.markupEscaped }

    package init(html: String) { self.html = html }
  }

  static func figure(_ figure: Figure) -> String {
    let caption = figure.caption.isEmpty ? "" : text("figcaption", figure.caption)
    return "<figure>\(figure.plot.inline)\(caption)</figure>"
  }

  package static func figures(_ figures: [Figure]) -> String {
    "<div class=\"figures\">\n\(figures.map(figure).joined(separator: "\n"))\n</div>"
  }

  package static func details(_ summary: String, _ html: String) -> String {
    "<details><summary>\(summary.markupEscaped)</summary>\(html)</details>"
  }
}

/// A plot of a report, under the name of its file.
package struct Figure: Sendable {
  package var name: String
  package var plot: any Plot
  package var caption: String

  package init(_ name: String, _ plot: any Plot, caption: String = "") {
    self.name = name
    self.plot = plot
    self.caption = caption
  }
}
