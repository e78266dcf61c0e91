import Pages

/// Bars to the right of code: how long each line was looked at.
struct DwellBars {
  /// The share of the figure's width for bars and their values.
  static let share = 0.3
  /// The height of the axis above the bars.
  static let axisHeight = 15.0
  /// The room for a value at the end of the longest bar.
  private static let valueWidth = 24.0

  /// Milliseconds for each line. The time of a token of several lines is divided in proportion to its characters.
  let times: [Double]
  private let palette: FigurePalette
  private let scale: AxisScale

  init(_ method: MethodView, times: [Double], palette: FigurePalette) {
    let cells = method.boxes.reduce(into: [Int: Int]()) { $0[$1.token, default: 0] += $1.cells }
    self.times = method.boxes.reduce(into: [Double](repeating: 0, count: method.lines)) { lines, box in
      guard let whole = cells[box.token], whole > 0, lines.indices.contains(box.line) else { return }
      lines[box.line] += times[box.token] * Double(box.cells) / Double(whole)
    }
    self.palette = palette
    scale = AxisScale(holding: self.times, includesZero: true, count: 3)
  }

  func elements(_ layout: CodeLayout, right: Double) -> [SVGElement] {
    let left = layout.right + 6
    let width = max(right - left - Self.valueWidth, 10)
    let labels = scale.ticks.map(FigureText.milliseconds(on: scale))
    let widest = labels.map { FigureText.width($0, size: 5.5) }.max() ?? 0
    // A number that would touch the one before it is left out, its line is not.
    let every = max(1, Int((widest * Double(max(scale.ticks.count - 1, 1)) / width).rounded(.up)))
    let axis =
      [SVGElement.label("looking time in ms", at: PlotPoint(right, layout.top - 9.5), "entry", anchor: "end")]
      + scale.ticks.enumerated().flatMap { place, tick -> [SVGElement] in
        let x = left + width * scale.position(tick)
        let line = SVGElement.line(PlotPoint(x, layout.top), PlotPoint(x, layout.bottom), "axis")
        return place.isMultiple(of: every)
          ? [line, .label(labels[place], at: PlotPoint(x, layout.top - 2.5), "tick")] : [line]
      }
    let bars = times.enumerated().filter { $0.element > 0 }.flatMap { line, time -> [SVGElement] in
      let (y, length) = (layout.top(ofLine: line) + layout.gap, width * scale.position(time))
      let bar = SVGElement.rectangle(x: left, y: y + 1, width: length, height: layout.boxHeight - 2, "bar")
        .with("fill", palette.bar)
      let value = SVGElement.label(
        FigureText.whole(time), at: PlotPoint(left + length + 1.5, y + layout.boxHeight / 2 + 1.8), "value"
      )
      return [bar, value]
    }
    return [.group("bars", axis + bars)]
  }
}
