import Basics
import Foundation
import Pages

/// A page as one HTML file that needs nothing beside it and loads nothing. Its parts are embedded in the program.
package enum PageDocument {
  package static func html(_ page: GazePage) throws -> String {
    // Inside a script element only `<` could end it or begin a comment; JSON has another way to write it.
    let data = try JSONLines.line(page).replacingOccurrences(of: "<", with: "\\u003c")
    // Pictures that the reader saves hold the second style sheet, which has light colours and no part in the page.
    return HTMLPage(
      title: page.title, style: figureStyle + text(PackageResources.page_css), theme: .attribute, policy: .scripted,
      head: "<style id=\"figure-style\" media=\"not all\">\n\(Palette.resolved(figureStyle))</style>\n",
      body: """
        \(text(PackageResources.body_html))\
        <script type="application/json" id="data">\(data)</script>
        <script>
        \(script)</script>
        """
    ).html
  }

  /// What figures look like, in the page and alone.
  static var figureStyle: String { text(PackageResources.figure_css) }

  /// The script's parts in the order in which they need each other.
  private static var script: String {
    [
      PackageResources.figure_js, PackageResources.replay_js, PackageResources.panels_js, PackageResources.export_js,
      PackageResources.page_js,
    ].map(text).joined(separator: "\n")
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
