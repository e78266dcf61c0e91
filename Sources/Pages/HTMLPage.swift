import Basics
import Foundation

/// A self-contained HTML page: its style, its script and a policy that blocks everything else.
package struct HTMLPage {
  /// The content security policy: what a page may run and load.
  package enum Policy: Sendable {
    /// Only what the page itself draws.
    case still
    /// Also this one script: another, such as one from a file that the page shows, does not run.
    case script(String)
    /// Also the page's own scripts, and the pictures that they create.
    case scripted
    /// Scripts, data and pictures from the page's server.
    case served

    package var text: String {
      let own = "default-src 'none'; style-src 'unsafe-inline';"
      return switch self {
      case .still: "\(own) img-src data:"
      case .script(let script):
        "\(own) script-src 'sha256-\(Digest.sha256([Data(script.utf8)]).base64EncodedString())'; img-src data:"
      case .scripted: "\(own) script-src 'unsafe-inline'; img-src data: blob:"
      case .served:
        "\(own) script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
      }
    }
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
    <meta http-equiv="Content-Security-Policy" content="\(policy.text)">
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
