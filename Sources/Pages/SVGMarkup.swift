/// SVG as text, element by element.
package struct SVGMarkup {
  package private(set) var text = ""

  /// An element with text in it, or an empty one.
  package mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, text content: String? = nil) {
    open(name, attributes, isEmpty: content == nil)
    if let content { text += DisplayText.escaped(content) + "</\(name)>\n" }
  }

  /// An element with elements in it.
  package mutating func group(
    _ name: String, _ attributes: KeyValuePairs<String, String>, _ body: (inout SVGMarkup) -> Void
  ) {
    open(name, attributes, isEmpty: false)
    text += "\n"
    body(&self)
    text += "</\(name)>\n"
  }

  package mutating func group(class name: String, _ body: (inout SVGMarkup) -> Void) {
    group("g", ["class": name], body)
  }

  package mutating func rectangle(
    _ rectangle: (x: Double, y: Double, width: Double, height: Double), radius: Double = 0, class name: String
  ) {
    element(
      "rect",
      [
        "class": name, "x": DisplayText.number(rectangle.x), "y": DisplayText.number(rectangle.y),
        "width": DisplayText.number(rectangle.width), "height": DisplayText.number(rectangle.height),
        "rx": DisplayText.number(radius),
      ])
  }

  package mutating func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), class name: String) {
    element(
      "line",
      [
        "class": name, "x1": DisplayText.number(from.x), "y1": DisplayText.number(from.y),
        "x2": DisplayText.number(to.x), "y2": DisplayText.number(to.y),
      ])
  }

  package mutating func label(_ content: String, x: Double, y: Double, class name: String) {
    element("text", ["class": name, "x": DisplayText.number(x), "y": DisplayText.number(y)], text: content)
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>, isEmpty: Bool) {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(DisplayText.escaped(value))\"" }
    text += isEmpty ? "/>\n" : ">"
  }

  /// A whole document with its style sheet, which also stands alone in papers and slides.
  ///
  /// - Parameter description: what the picture shows, for people who cannot see it.
  package static func document(
    width: Double, height: Double, title: String, style: String, _ body: (inout SVGMarkup) -> Void
  ) -> String {
    var markup = SVGMarkup()
    let (width, height) = (DisplayText.number(width), DisplayText.number(height))
    markup.group(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "figure", "viewBox": "0 0 \(width) \(height)", "width": width,
        "height": height, "role": "img",
      ]
    ) { markup in
      markup.element("title", [:], text: title)
      // Style sheets are Fovea's own and hold no character that would need an entity.
      markup.text += "<style>\n\(style)</style>\n"
      markup.element("rect", ["class": "paper", "width": "100%", "height": "100%"])
      body(&markup)
    }
    return markup.text
  }
}
