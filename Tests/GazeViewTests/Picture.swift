import Foundation
import FoundationXML
import Testing

/// What an XML parser finds in a picture.
final class Picture: NSObject, XMLParserDelegate {
  /// A text with its place.
  struct Text {
    var text: String
    var x: Double
    /// Its size in the element itself, and the length that it is stretched to.
    var size: Double?
    var length: Double?
    var anchor: String
    var style: String
  }

  struct Rectangle {
    var x: Double
    var width: Double
    var style: String
  }

  private(set) var elements: [String: Int] = [:]
  private(set) var classes: [String: Int] = [:]
  private(set) var placed: [Text] = []
  private(set) var rectangles: [Rectangle] = []
  private var open: Text?

  var texts: [String] { placed.map(\.text) }

  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError)) at line \(parser.lineNumber)")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    elements[name, default: 0] += 1
    let style = attributes["class"] ?? ""
    for part in style.split(separator: " ") { classes[String(part), default: 0] += 1 }
    func number(_ key: String) -> Double? { attributes[key].flatMap(Double.init) }
    if name == "rect" { rectangles.append(Rectangle(x: number("x") ?? 0, width: number("width") ?? 0, style: style)) }
    open =
      name == "text"
      ? Text(
        text: "", x: number("x") ?? 0, size: number("font-size"), length: number("textLength"),
        anchor: attributes["text-anchor"] ?? (attributes["transform"] ?? ""), style: style) : nil
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open?.text += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if let open { placed.append(open) }
    open = nil
  }
}
