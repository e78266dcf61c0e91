/// A self-contained HTML page: its style, its script and a policy that blocks everything else.
package struct HTMLPage {
  /// The content security policy: what a page may run and load.
  package enum Policy: String, Sendable {
    /// Only what the page itself draws.
    case still = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    /// Also the page's own script, and the pictures that it creates.
    case scripted = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:"
    /// Scripts, data and pictures from the page's server.
    case served =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
  }

  private let title: String
  private let style: String
  private let theme: Palette.Theme
  private let policy: Policy
  private let head: String
  private let body: String

  /// - Parameters:
  ///   - style: a style sheet, which may use colours of the palette.
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
    <meta http-equiv="Content-Security-Policy" content="\(policy.rawValue)">
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
