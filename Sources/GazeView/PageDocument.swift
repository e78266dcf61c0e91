import Basics
import Foundation
import Pages

/// A page as one HTML file that loads nothing. Its parts are embedded in the program.
package enum PageDocument {
  package static func html(_ page: GazePage) throws -> String {
    // Only `<` could end a script element or begin a comment in it; JSON can escape it.
    let data = try JSONLines.line(page).replacingOccurrences(of: "<", with: "\\u003c")
    // Pictures saved from the page contain the second style sheet, in light colours; the page itself does not apply it.
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

  /// The style of figures, in the page and in files of their own.
  static var figureStyle: String { text(PackageResources.figure_css) }

  /// The script: each part may need those before it.
  private static var script: String {
    [
      PackageResources.figure_js, PackageResources.replay_js, PackageResources.panels_js, PackageResources.export_js,
      PackageResources.page_js,
    ].map(text).joined(separator: "\n")
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
