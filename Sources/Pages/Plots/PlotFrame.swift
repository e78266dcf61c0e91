/// The title, legend, axes and grid around a plot, and the mapping of data into it.
struct PlotFrame {
  struct Entry {
    var label: String
    var number: Int
    var isDashed: Bool
  }

  let size: PlotSize
  let x: AxisScale
  let y: AxisScale
  private let title: String
  private let xLabel: String
  private let yLabel: String
  private let legend: [(entry: Entry, place: PlotPoint)]
  private let left: Double
  private let top: Double
  private let right: Double
  private let bottom: Double

  init(
    size: PlotSize, title: String, x: AxisScale, y: AxisScale, xLabel: String, yLabel: String, legend: [Entry]
  ) {
    self.size = size
    self.title = title
    self.x = x
    self.y = y
    self.xLabel = xLabel
    self.yLabel = yLabel
    left = 24 + max(24, y.ticks.map { y.label($0).plotWidth }.max() ?? 0)
    right = size.width - 16
    bottom = size.height - 42
    let placed = Self.place(legend, width: size.width - 28)
    self.legend = placed.entries
    top = 38 + Double(placed.rows) * 18
  }

  /// The place of a pair of values; values outside the frame are drawn at its edge.
  func place(_ point: PlotPoint) -> PlotPoint {
    PlotPoint(
      (left + min(1, max(0, x.position(point.x))) * (right - left)).tenths,
      (bottom - min(1, max(0, y.position(point.y))) * (bottom - top)).tenths)
  }

  /// Everything but the data.
  func elements() -> [SVGElement] {
    var elements = [SVGElement.label(title, at: PlotPoint(14, 22), "title")]
    for (entry, place) in legend {
      let style = PlotStyle.line(entry.number) + (entry.isDashed ? " dashed" : "")
      elements.append(.line(PlotPoint(place.x, place.y - 4), PlotPoint(place.x + 18, place.y - 4), style))
      elements.append(.label(entry.label, at: PlotPoint(place.x + 24, place.y), "strong"))
    }
    for tick in y.ticks {
      let height = place(PlotPoint(x.lower, tick)).y
      elements.append(.line(PlotPoint(left, height), PlotPoint(right, height), "grid"))
      elements.append(.label(y.label(tick), at: PlotPoint(left - 6, height + 4), anchor: "end"))
    }
    for tick in x.ticks {
      let column = place(PlotPoint(tick, y.lower)).x
      elements.append(.line(PlotPoint(column, bottom), PlotPoint(column, bottom + 4), "axis"))
      elements.append(.label(x.label(tick), at: PlotPoint(column, bottom + 17), anchor: "middle"))
    }
    elements.append(.line(PlotPoint(left, bottom), PlotPoint(right, bottom), "axis"))
    elements.append(.label(xLabel, at: PlotPoint((left + right) / 2, size.height - 7), anchor: "middle"))
    elements.append(
      SVGElement(
        "text",
        [
          "text-anchor": "middle",
          "transform": "translate(13 \(((top + bottom) / 2).trimmed)) rotate(-90)",
        ], text: yLabel))
    return elements
  }

  /// The legend's entries in rows below the title. A single series of the first colour needs no legend; any other colour
  /// does, because it refers to a legend of other plots.
  private static func place(
    _ entries: [Entry], width: Double
  ) -> (entries: [(entry: Entry, place: PlotPoint)], rows: Int) {
    guard entries.count > 1 || entries.contains(where: { $0.number > 0 }) else { return ([], 0) }
    var placed: [(entry: Entry, place: PlotPoint)] = []
    var (column, row) = (14.0, 0)
    for entry in entries {
      var shown = entry
      shown.label = entry.label.shortened(to: Int(width / 6.4) - 8)
      let needed = shown.label.plotWidth + 40
      if column > 14, column + needed > width {
        (column, row) = (14, row + 1)
      }
      placed.append((shown, PlotPoint(column, 43 + Double(row) * 18)))
      column += needed
    }
    return (placed, row + 1)
  }
}
