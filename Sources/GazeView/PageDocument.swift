import Basics
import Foundation
import Pages

/// A page as one HTML file that needs nothing beside it and loads nothing.
package enum PageDocument {
  package static func html(_ page: GazePage) throws -> String {
    // Inside a script element only `<` could end it or begin a comment; JSON has another way to write it.
    let data = try JSONLines.line(page).replacingOccurrences(of: "<", with: "\\u003c")
    let parts = [
      "title": DisplayText.escaped(page.title), "figure-style": PageParts.figureStyle,
      "page-style": PageParts.pageStyle, "data": data, "script": PageParts.script,
    ]
    // In one pass, so that no part is searched for the places of others.
    var html = ""
    var rest = Substring(PageParts.template)
    while let start = rest.range(of: "{{"), let end = rest[start.upperBound...].range(of: "}}") {
      html += rest[..<start.lowerBound]
      html += parts[String(rest[start.upperBound..<end.lowerBound])] ?? ""
      rest = rest[end.upperBound...]
    }
    return html + rest
  }
}
