import Pages

/// An entry of a legend: its size, and its drawing with its left end on a line of text.
struct LegendItem {
  var width: Double
  var height = 9.0
  var draw: (PlotPoint) -> [SVGElement]
}

/// The legend below a figure.
enum Legend {
  /// Puts entries side by side, on as many rows as they need.
  static func rows(
    _ items: [LegendItem], left: Double, top: Double, right: Double
  ) -> (elements: [SVGElement], bottom: Double) {
    var rows: [[LegendItem]] = []
    var end = Double.infinity
    for item in items {
      if end + item.width > right {
        rows.append([])
        end = left
      }
      rows[rows.count - 1].append(item)
      end += item.width + gap
    }
    var y = top
    let elements = rows.flatMap { row -> [SVGElement] in
      let height = row.map(\.height).max() ?? 0
      defer { y += height }
      var x = left
      return row.flatMap { item -> [SVGElement] in
        defer { x += item.width + gap }
        return item.draw(PlotPoint(x, y + 7))
      }
    }
    return (elements, y)
  }

  private static let gap = 9.0

  /// A scale: the quantity's name, and a ramp with tick values below it.
  ///
  /// - Parameters:
  ///   - ticks: the values to mark; nil for the scale's own.
  ///   - colour: the colour for a share of the scale, from 0 to 1.
  ///   - text: the text of a tick.
  static func ramp(
    _ name: String, _ scale: AxisScale, ticks: [Double]? = nil, colour: @escaping (Double) -> String,
    text: @escaping (Double) -> String
  ) -> LegendItem {
    let (nameWidth, rampWidth) = (FigureText.width(name, size: FigureSheet.textSize) + 5, 92.0)
    let steps = 46
    return LegendItem(width: nameWidth + rampWidth + 8, height: 17) { place in
      let left = place.x + nameWidth
      let piece = rampWidth / Double(steps)
      let pieces = (0..<steps).map { step -> SVGElement in
        // Each piece reaches below the next one, so that no gaps show.
        let overlap = step + 1 < steps ? 0.6 : 0
        return SVGElement.rectangle(
          x: left + piece * Double(step), y: place.y - 6, width: piece + overlap, height: 6, "piece"
        ).with("fill", colour(Double(step) / Double(steps - 1)))
      }
      let ticks = (ticks ?? scale.ticks).flatMap { tick -> [SVGElement] in
        let x = left + rampWidth * scale.position(tick)
        return [
          .line(PlotPoint(x, place.y), PlotPoint(x, place.y + 1.5), "axis"),
          .label(text(tick), at: PlotPoint(x, place.y + 7), "tick"),
        ]
      }
      return [.label(name, at: place, "entry")] + pieces + ticks
    }
  }

  /// A small drawing with a text to the right of it.
  static func entry(_ text: String, width: Double, height: Double = 9, draw: @escaping (PlotPoint) -> [SVGElement])
    -> LegendItem
  {
    LegendItem(
      width: width + 3 + FigureText.width(text, size: FigureSheet.textSize), height: height
    ) { place in
      draw(place) + [.label(text, at: PlotPoint(place.x + width + 3, place.y), "entry")]
    }
  }

  /// A note without a drawing.
  static func note(_ text: String) -> LegendItem {
    LegendItem(width: FigureText.width(text, size: FigureSheet.textSize)) { [.label(text, at: $0, "entry")] }
  }
}

extension SVGElement {
  /// The element with another attribute.
  func with(_ name: String, _ value: String) -> SVGElement {
    var element = self
    element.attributes.append((name, value))
    return element
  }
}
