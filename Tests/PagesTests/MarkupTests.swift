import Foundation
import Testing

@testable import Pages

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A parser must read text from files back unchanged, never as markup.
struct MarkupTests {
  @Test func charactersOfMarkupBecomeEntities() {
    #expect(
      "<a href=\"x\">&'</a>".markupEscaped == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;")
    #expect("&amp;".markupEscaped == "&amp;amp;", "what is escaped already is text like any other")
    #expect("naïve ⏎ 日本語 👩‍👩‍👧".markupEscaped == "naïve ⏎ 日本語 👩‍👩‍👧")
  }

  @Test func charactersThatXMLForbidsAreDroppedAndLineEndsStay() {
    #expect("a\u{0}b\u{1B}c\u{7F}d\u{85}e\u{FFFE}f\u{FFFF}g".markupEscaped == "abcdefg")
    #expect("a\tb\nc\r\nd".markupEscaped == "a\tb\nc\r\nd")
  }

  @Test func aParserReadsWhatWasWritten() throws {
    let text = "</title><script>alert(1)</script> ]]> & \"quoted\" 'x' <!-- --> {{data}} \u{202E}"
    let element = SVGElement(
      "g", ["class": text], [SVGElement("title", text: text), SVGElement("text", ["x": "", "y": "1"], text: text)])
    for markup in [element.inline, element.document] {
      let reader = Reader()
      let parser = XMLParser(data: Data(markup.utf8))
      parser.delegate = reader
      try #require(parser.parse(), "\(markup)")
      #expect(reader.names == ["g", "title", "text"])
      #expect(reader.attributes == [["class": text], [:], ["y": "1"]], "attributes without a value are left out")
      #expect(reader.text.filter { $0 != "\n" } == text + text)
    }
  }

  @Test func aDocumentHasAnElementALine() {
    let group = SVGElement.group("a", [SVGElement("title", text: "b"), SVGElement.group("c", [])])
    #expect(group.inline == #"<g class="a"><title>b</title><g class="c"/></g>"#)
    #expect(group.document == "<g class=\"a\">\n<title>b</title>\n<g class=\"c\"/>\n</g>\n")
    #expect(SVGElement("style", text: "a > b {}").inline == "<style>a > b {}</style>")
  }

  @Test func piecesOfHTMLEscapeTheirTexts() {
    #expect(HTML.text("p", class: "a\"b", "1 < 2") == "<p class=\"a&quot;b\">1 &lt; 2</p>")
    #expect(HTML.table(header: ["<h>"], rows: [[HTML.Cell("<c>"), HTML.Cell(html: "<b>d</b>")]]).contains("&lt;h&gt;"))
    let page = HTMLPage(title: "</title><b>", policy: .still, body: "<p>x</p>").html
    #expect(page.contains("<title>&lt;/title&gt;&lt;b&gt;</title>") && page.contains("<body>\n<p>x</p>\n</body>"))
    #expect(page.contains("default-src 'none'") && !page.contains("script-src"))
  }

  @Test func numbersHaveAtMostTwoDecimals() {
    let texts = [0, -0.0, 1, -2.5, 3.14159, 0.005, -0.004, 1e16, .nan, .infinity].map(\.trimmed)
    #expect(texts == ["0", "0", "1", "-2.5", "3.14", "0.01", "0", "1e+16", "0", "0"])
  }

  @Test func displayedTextIsOneLineThatReadsAsItIs() {
    #expect(DisplayText.line("a\r\nb\tc\u{2028}d") == "a⏎b c⏎d")
    #expect(DisplayText.line("\u{1}\u{7F}\u{202E}x\u{2066}") == "␁\u{FFFD}\u{FFFD}x\u{FFFD}")
  }
}

private final class Reader: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []
  private(set) var attributes: [[String: String]] = []
  private(set) var text = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    names.append(name)
    self.attributes.append(attributes)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
