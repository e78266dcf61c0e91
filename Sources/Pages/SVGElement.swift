import Foundation

/// An element of an SVG picture: a name, attributes, and elements or text inside.
package struct SVGElement: Sendable, Equatable {
  package var name: String
  package var attributes: [(name: String, value: String)]
  package var children: [SVGElement]
  /// Shown before the children; escaped when rendered.
  package var text: String

  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String = "", _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.map { (name: $0.key, value: $0.value) }
    self.text = text
    self.children = children
  }

  package static func == (first: SVGElement, second: SVGElement) -> Bool {
    first.name == second.name && first.text == second.text && first.children == second.children
      && first.attributes.elementsEqual(second.attributes, by: ==)
  }

  /// The element as markup. Everything that came from outside is escaped.
  package var rendered: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    output += "<\(name)"
    for attribute in attributes { output += " \(attribute.name)=\"\(attribute.value.markupEscaped)\"" }
    guard !children.isEmpty || !text.isEmpty else {
      output += "/>"
      return
    }
    output += ">" + text.markupEscaped
    for child in children { child.write(to: &output) }
    output += "</\(name)>"
  }
}

extension SVGElement {
  static func group(_ style: String, _ children: [SVGElement]) -> SVGElement {
    SVGElement("g", ["class": style], children)
  }

  static func line(_ from: PlotPoint, _ to: PlotPoint, _ style: String) -> SVGElement {
    SVGElement(
      "line",
      [
        "class": style, "x1": from.x.coordinate, "y1": from.y.coordinate, "x2": to.x.coordinate,
        "y2": to.y.coordinate,
      ])
  }

  static func path(_ points: [PlotPoint], _ style: String, isClosed: Bool = false) -> SVGElement {
    let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x.coordinate) \($1.y.coordinate)" }
    return SVGElement("path", ["class": style, "d": steps.joined() + (isClosed ? "Z" : "")])
  }

  static func circle(_ centre: PlotPoint, radius: Double, _ style: String, hint: String = "") -> SVGElement {
    SVGElement(
      "circle", ["class": style, "cx": centre.x.coordinate, "cy": centre.y.coordinate, "r": radius.coordinate],
      hint.isEmpty ? [] : [SVGElement("title", text: hint)])
  }

  static func rectangle(x: Double, y: Double, width: Double, height: Double, _ style: String) -> SVGElement {
    SVGElement(
      "rect",
      [
        "class": style, "x": x.coordinate, "y": y.coordinate, "width": max(0, width).coordinate,
        "height": max(0, height).coordinate,
      ])
  }

  static func label(
    _ text: String, at point: PlotPoint, _ style: String = "", anchor: String = "start"
  ) -> SVGElement {
    SVGElement(
      "text", ["class": style, "x": point.x.coordinate, "y": point.y.coordinate, "text-anchor": anchor], text: text)
  }
}

extension Double {
  /// A coordinate with one decimal; what is not finite becomes 0, so that no picture is ever malformed.
  var coordinate: String {
    guard isFinite, abs(self) < 1e9 else { return "0" }
    let tenths = Int((self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}

extension String {
  /// The text for HTML and XML, inside elements and quoted attributes alike. Characters that XML forbids are dropped.
  package var markupEscaped: String {
    var output = ""
    output.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "'": output += "&#39;"
      case "\t", "\n", "\r": output.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": break
      default: output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// About how wide the text is in the plots' font of 12 units.
  var plotWidth: Double { Double(count) * 6.8 }

  /// At most `count` characters, the last of them an ellipsis where some were cut.
  func shortened(to count: Int) -> String {
    self.count <= count ? self : prefix(max(0, count - 1)) + "…"
  }
}
