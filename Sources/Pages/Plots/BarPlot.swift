/// Horizontal bars from zero, a row for each value.
package struct BarPlot: Plot {
  package struct Bar: Sendable, Equatable {
    package var label: String
    package var value: Double
    /// Written next to the bar; empty for the value.
    var text: String

    package init(_ label: String, _ value: Double, text: String = "") {
      self.label = label
      self.value = value
      self.text = text
    }
  }

  package var title: String
  var xLabel: String
  package var bars: [Bar]
  var width = 480.0

  package init(_ title: String, xLabel: String, _ bars: [Bar]) {
    self.title = title
    self.xLabel = xLabel
    self.bars = bars
  }

  private static let rowHeight = 36.0
  private static let top = 40.0

  package var size: PlotSize { PlotSize(width, Self.top + Double(bars.count) * Self.rowHeight + 30) }

  package func elements() -> [SVGElement] {
    let (left, right) = (20.0, width - 20)
    let largest = max(bars.map(\.value).filter(\.isFinite).max() ?? 0, 1e-12)
    var elements = [SVGElement.label(title, at: PlotPoint(14, 22), "title")]
    for (number, bar) in bars.enumerated() {
      let y = Self.top + Double(number) * Self.rowHeight
      let text = bar.text.isEmpty ? PlotNumber.short(bar.value) : bar.text
      let room = Int((right - left - text.plotWidth) / 6.8)
      elements.append(.label(bar.label.shortened(to: room), at: PlotPoint(left, y + 13), "strong"))
      elements.append(.label(text, at: PlotPoint(right, y + 13), anchor: "end"))
      elements.append(.rectangle(x: left, y: y + 18, width: right - left, height: 9, "track"))
      let share = bar.value.isFinite ? max(0, bar.value) / largest : 0
      let length = (share * (right - left)).tenths
      elements.append(.rectangle(x: left, y: y + 18, width: length, height: 9, "mark \(PlotStyle.series(0))"))
    }
    elements.append(.label(xLabel, at: PlotPoint(width / 2, size.height - 8), anchor: "middle"))
    return elements
  }
}
