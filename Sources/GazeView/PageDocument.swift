import Basics
import Foundation
import Pages

/// A self-contained page in one HTML file, which loads nothing. Its parts are embedded in the program.
package enum PageDocument {
  package static func html(_ page: GazePage) throws -> String {
    // Inside a script element, only `<` could end the element or begin a comment; JSON can escape it.
    let data = try JSONLines.line(page).replacingOccurrences(of: "<", with: "\\u003c")
    let style = figureStyle + text(PackageResources.page_css)
    // The second style sheet is for figures that the reader saves, in light colours; the page itself does not use it.
    return HTMLPage(
      title: page.title, style: style + lightParts(of: style), theme: .attribute, policy: .scripted,
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

  /// Rules that give parts of a dark page the light colours: paper, and what is drawn over a picture of the screen.
  private static func lightParts(of style: String) -> String {
    let names = Set(style.matches(of: /var\(--([a-z0-9-]+)\)/).map { String($0.output.1) }).sorted()
    let colours = Palette.resolved(names.map { "--\($0):var(--\($0));" }.joined())
      .replacing(/--[a-z0-9-]+:var\([^)]*\);/, with: "")
    return """
      .light{color-scheme:light;\(colours)}
      @media print{:root,[data-theme]{color-scheme:light;\(colours)}}

      """
  }

  /// The script's parts; those that run when they are loaded come after what they use.
  private static var script: String {
    [
      PackageResources.figure_js, PackageResources.legend_js, PackageResources.screen_js,
      PackageResources.agreement_js, PackageResources.replay_js, PackageResources.panels_js,
      PackageResources.terms_js, PackageResources.keyboard_js, PackageResources.export_js, PackageResources.print_js,
      PackageResources.address_js, PackageResources.page_js, PackageResources.controls_js,
    ].map(text).joined(separator: "\n")
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
