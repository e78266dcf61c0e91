import Basics
import Foundation
import Pages

/// A self-contained page in one HTML file, which loads nothing. Its parts are embedded in the program.
package enum PageDocument {
  package static func html(_ page: GazePage) throws -> String {
    // Inside a script element, only `<` could end the element or begin a comment; JSON can escape it.
    let data = try JSONLines.line(page).replacingOccurrences(of: "<", with: "\\u003c")
    // The second style sheet is for figures that the reader saves, in light colours; the page itself does not use it.
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

  /// The style of figures, both in the page and stand-alone.
  static var figureStyle: String { text(PackageResources.figure_css) }

  /// The script's parts in order of dependency.
  private static var script: String {
    [
      PackageResources.figure_js, PackageResources.replay_js, PackageResources.panels_js, PackageResources.export_js,
      PackageResources.page_js,
    ].map(text).joined(separator: "\n")
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
