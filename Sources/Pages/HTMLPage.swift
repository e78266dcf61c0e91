/// A page in one file, with the content security policy that keeps it from loading anything else.
package struct HTMLPage {
  /// What a browser lets a page run and load.
  package enum Policy: Sendable {
    /// Only what is in the page, and no script.
    case still
    /// Also the page's own script, and the pictures that it makes.
    case scripted
    /// Only scripts, data and pictures from the server that sent the page.
    case served

    /// The value of the header or `meta` element Content-Security-Policy.
    package var directives: String {
      let further =
        switch self {
        case .still: "img-src data:"
        case .scripted: "script-src 'unsafe-inline'; img-src data: blob:"
        case .served:
          "script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
        }
      return "default-src 'none'; style-src 'unsafe-inline'; \(further)"
    }
  }

  private let title: String
  private let style: String
  private let theme: Palette.Theme
  private let policy: Policy
  private let head: String
  private let body: String

  /// - Parameters:
  ///   - style: a style sheet; it may name colours of the palette.
  ///   - head: HTML.
  ///   - body: HTML.
  package init(
    title: String, style: String = PageStyle.css, theme: Palette.Theme = .preferred, policy: Policy, head: String = "",
    body: String
  ) {
    self.title = title
    self.style = Self.base + style
    self.theme = theme
    self.policy = policy
    self.head = head
    self.body = body
  }

  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="\(policy.directives)">
    <title>\(title.markupEscaped)</title>
    <style>
    \(Palette.declarations(for: style, theme: theme))\(style)</style>
    \(head)</head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  private static let base = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--surface);color:var(--ink);font-family:\(PlotStyle.font)}

    """
}
