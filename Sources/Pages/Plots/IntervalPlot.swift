/// Values with their intervals, one row each, such as differences with their confidence intervals.
package struct IntervalPlot: Plot {
  package struct Row: Sendable, Equatable {
    var label: String
    package var value: Double
    var lower: Double
    var upper: Double

    package init(_ label: String, value: Double, lower: Double, upper: Double) {
      self.label = label
      self.value = value
      self.lower = lower
      self.upper = upper
    }
  }

  package var title: String
  var xLabel: String
  var rows: [Row]
  package var decimals = 2
  /// Whether values below zero are good.
  package var isLessBetter = false
  /// The least distance of each end of the axis from zero, so that it does not magnify differences that are only noise.
  package var leastReach = 0.0
  var width = 480.0

  package init(_ title: String, xLabel: String, _ rows: [Row]) {
    self.title = title
    self.xLabel = xLabel
    self.rows = rows
  }

  private static let top = 42.0
  private static let left = 20.0

  package var size: PlotSize { PlotSize(width, Self.top + Double(rows.count) * rowHeight + 44) }

  /// Labels that do not fit beside their numbers are on a line of their own.
  private var hasLongLabels: Bool { rows.contains { $0.label.plotWidth + text(of: $0).plotWidth + 12 > width - 40 } }

  private var rowHeight: Double { hasLongLabels ? 56 : 38 }

  package func elements() -> [SVGElement] {
    let scale = AxisScale(
      holding: rows.flatMap { [$0.value, $0.lower, $0.upper] } + [-leastReach, leastReach], includesZero: true)
    let right = width - 20
    let bottom = size.height - 42
    func column(_ value: Double) -> Double {
      (Self.left + min(1, max(0, scale.position(value))) * (right - Self.left)).tenths
    }
    var elements = [SVGElement.label(title, at: PlotPoint(14, 22), "title")]
    for tick in scale.ticks {
      elements.append(.line(PlotPoint(column(tick), Self.top), PlotPoint(column(tick), bottom), "grid"))
      elements.append(.label(scale.label(tick), at: PlotPoint(column(tick), bottom + 16), anchor: "middle"))
    }
    elements.append(.line(PlotPoint(column(0), Self.top), PlotPoint(column(0), bottom), "zero"))
    for (number, row) in rows.enumerated() {
      let y = (Self.top + Double(number + 1) * rowHeight - 11).tenths
      let text = text(of: row)
      let room = right - Self.left - (hasLongLabels ? 0 : text.plotWidth + 12)
      var label = SVGElement.label(
        row.label.shortened(to: Int(room / 6.8)), at: PlotPoint(Self.left, y - (hasLongLabels ? 27 : 11)), "strong halo"
      )
      if label.text != row.label { label.children = [SVGElement("title", text: row.label)] }
      elements.append(label)
      elements.append(.label(text, at: PlotPoint(right, y - 11), "halo", anchor: "end"))
      guard row.value.isFinite else { continue }
      // The colour shows whether the whole interval is better or worse than zero; so does the position.
      let side = row.lower > 0 ? 1 : row.upper < 0 ? -1 : 0
      let colour = PlotStyle.series(side == 0 ? 6 : (side > 0) != isLessBetter ? 0 : 1)
      if row.lower.isFinite && row.upper.isFinite {
        elements.append(.line(PlotPoint(column(row.lower), y), PlotPoint(column(row.upper), y), "line \(colour)"))
      }
      elements.append(.circle(PlotPoint(column(row.value), y), radius: 4.5, "mark \(colour)", hint: text))
    }
    elements.append(.label(xLabel, at: PlotPoint(width / 2, size.height - 8), anchor: "middle"))
    return elements
  }

  /// `+1.20 [+0.40, +2.00]`, or only the value.
  private func text(of row: Row) -> String {
    func signed(_ value: Double) -> String { PlotNumber.signed(value, decimals: decimals) }
    guard row.lower.isFinite, row.upper.isFinite else { return signed(row.value) }
    return "\(signed(row.value)) [\(signed(row.lower)), \(signed(row.upper))]"
  }
}
