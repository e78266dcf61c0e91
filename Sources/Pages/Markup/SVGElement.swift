/// An element of an SVG picture: a name, attributes, and text or elements inside.
package struct SVGElement: Sendable {
  var name: String
  package var attributes: [(name: String, value: String)]
  /// Escaped when written, except in a style sheet: those are Fovea's own and contain quotes and `>`.
  var text: String
  var children: [SVGElement]

  /// - Parameter attributes: those without a value are left out.
  package init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String = "", _ children: [SVGElement] = []
  ) {
    self.name = name
    self.attributes = attributes.filter { !$0.value.isEmpty }.map { (name: $0.key, value: $0.value) }
    self.text = text
    self.children = children
  }

  /// The element as part of a page.
  var inline: String {
    var output = ""
    write(to: &output, lineEnd: "")
    return output
  }

  /// The element as a file of its own, with each element on its own line.
  package var document: String {
    var output = ""
    write(to: &output, lineEnd: "\n")
    return output
  }

  private func write(to output: inout String, lineEnd: String) {
    output += "<\(name)"
    for attribute in attributes { output += " \(attribute.name)=\"\(attribute.value.markupEscaped)\"" }
    guard !children.isEmpty || !text.isEmpty else {
      output += "/>" + lineEnd
      return
    }
    output += ">" + (name == "style" ? text : text.markupEscaped)
    if !children.isEmpty { output += lineEnd }
    for child in children { child.write(to: &output, lineEnd: lineEnd) }
    output += "</\(name)>" + lineEnd
  }
}

extension SVGElement {
  /// The root of a picture, in pixels at its natural size.
  package static func picture(_ style: String, width: Double, height: Double, _ children: [SVGElement]) -> SVGElement {
    SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": style, "role": "img",
        "viewBox": "0 0 \(width.trimmed) \(height.trimmed)",
      ], children)
  }

  package static func group(_ style: String, _ children: [SVGElement]) -> SVGElement {
    SVGElement("g", ["class": style], children)
  }

  package static func line(_ from: PlotPoint, _ to: PlotPoint, _ style: String) -> SVGElement {
    SVGElement(
      "line",
      ["class": style, "x1": from.x.trimmed, "y1": from.y.trimmed, "x2": to.x.trimmed, "y2": to.y.trimmed])
  }

  package static func path(_ outline: String, _ style: String) -> SVGElement {
    SVGElement("path", ["class": style, "d": outline])
  }

  package static func path(_ points: [PlotPoint], _ style: String, isClosed: Bool = false) -> SVGElement {
    let steps = points.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x.trimmed) \($1.y.trimmed)" }
    return path(steps.joined() + (isClosed ? "Z" : ""), style)
  }

  package static func circle(_ centre: PlotPoint, radius: Double, _ style: String, hint: String = "") -> SVGElement {
    SVGElement(
      "circle", ["class": style, "cx": centre.x.trimmed, "cy": centre.y.trimmed, "r": radius.trimmed],
      hint.isEmpty ? [] : [SVGElement("title", text: hint)])
  }

  package static func rectangle(
    x: Double, y: Double, width: Double, height: Double, radius: Double = 0, _ style: String
  ) -> SVGElement {
    SVGElement(
      "rect",
      [
        "class": style, "x": x.trimmed, "y": y.trimmed, "width": max(0, width).trimmed,
        "height": max(0, height).trimmed, "rx": radius > 0 ? radius.trimmed : "",
      ])
  }

  package static func label(
    _ text: String, at point: PlotPoint, _ style: String = "", anchor: String = ""
  ) -> SVGElement {
    SVGElement(
      "text", ["class": style, "x": point.x.trimmed, "y": point.y.trimmed, "text-anchor": anchor], text: text)
  }
}

extension Double {
  /// The number with at most two decimals and no superfluous zeros. Numbers that are not finite become 0, which keeps
  /// pictures well-formed.
  package var trimmed: String {
    let hundredths = (self * 100).rounded() / 100
    guard hundredths.isFinite else { return "0" }
    return hundredths == hundredths.rounded() && abs(hundredths) < 1e15 ? "\(Int(hundredths))" : "\(hundredths)"
  }

  /// The number rounded to one decimal; more would only make pages larger.
  package var tenths: Double { (self * 10).rounded() / 10 }
}
