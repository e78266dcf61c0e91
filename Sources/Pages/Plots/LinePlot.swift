/// Curves over a common x axis, each with a band around it if it summarises several.
package struct LinePlot: Plot {
  package struct Series: Sendable {
    package struct BandPoint: Sendable, Equatable {
      package var x: Double
      package var lower: Double
      package var upper: Double

      package init(x: Double, lower: Double, upper: Double) {
        self.x = x
        self.lower = lower
        self.upper = upper
      }
    }

    package enum Marks: Sendable { case none, points, pointsAlone }

    package var label: String
    package var points: [PlotPoint]
    package var band: [BandPoint]
    var marks: Marks
    var isDashed: Bool
    /// Drawn below the others, and pale.
    var isFaint: Bool
    /// The number of the colour; nil for the series' position in the plot.
    var colour: Int?

    package init(
      _ label: String, _ points: [PlotPoint], band: [BandPoint] = [], marks: Marks = .none, isDashed: Bool = false,
      isFaint: Bool = false, colour: Int? = nil
    ) {
      self.label = label
      self.points = points
      self.band = band
      self.marks = marks
      self.isDashed = isDashed
      self.isFaint = isFaint
      self.colour = colour
    }
  }

  package var title: String
  var xLabel: String
  var yLabel: String
  package var series: [Series]
  package var xKind = AxisScale.Kind.linear
  package var yKind = AxisScale.Kind.linear
  /// Whether the y axis begins at zero.
  package var includesZero = false
  /// The least range of the y axis, so that it does not magnify what is only noise. An axis that ends at the smallest and
  /// largest value makes any curve look as if it moved a lot.
  package var leastSpan = 0.0
  /// Values that the x axis covers besides those of the points.
  package var xHolding: [Double] = []
  /// Whether the x axis has whole numbers only.
  package var xIsWhole = false
  package var size = PlotSize(480, 300)

  package init(_ title: String, xLabel: String, yLabel: String, _ series: [Series]) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
  }

  package func elements() -> [SVGElement] {
    let all = series.flatMap(\.points).filter(\.isFinite)
    let bands = series.flatMap(\.band).filter { $0.lower.isFinite && $0.upper.isFinite }
    let frame = PlotFrame(
      size: size, title: title,
      x: AxisScale(xKind, holding: all.map(\.x) + xHolding, isRounded: false, isWhole: xIsWhole),
      y: AxisScale(
        yKind, holding: AxisScale.widened(all.map(\.y) + bands.flatMap { [$0.lower, $0.upper] }, to: leastSpan),
        includesZero: includesZero),
      xLabel: xLabel, yLabel: yLabel,
      legend: series.enumerated().map { number, line in
        PlotFrame.Entry(label: line.label, number: line.colour ?? number, isDashed: line.isDashed)
      })
    let order = series.indices.sorted { (series[$0].isFaint ? 0 : 1, $0) < (series[$1].isFaint ? 0 : 1, $1) }
    return frame.elements()
      + order.flatMap { Self.band(series[$0], series[$0].colour ?? $0, frame) }
      + order.flatMap { Self.curve(series[$0], series[$0].colour ?? $0, frame) }
  }

  private static func band(_ series: Series, _ number: Int, _ frame: PlotFrame) -> [SVGElement] {
    let band = series.band.filter { $0.x.isFinite && $0.lower.isFinite && $0.upper.isFinite }
    guard band.count > 1 else { return [] }
    let edge =
      band.map { frame.place(PlotPoint($0.x, $0.upper)) }
      + band.reversed().map { frame.place(PlotPoint($0.x, $0.lower)) }
    return [.path(edge, "band \(PlotStyle.series(number))", isClosed: true)]
  }

  private static func curve(_ series: Series, _ number: Int, _ frame: PlotFrame) -> [SVGElement] {
    var elements: [SVGElement] = []
    let style = PlotStyle.line(number) + (series.isDashed ? " dashed" : "") + (series.isFaint ? " faint" : "")
    // A value that is not finite is a gap in the line.
    for run in series.points.split(whereSeparator: { !$0.isFinite }) where run.count > 1 && series.marks != .pointsAlone
    {
      elements.append(.path(run.map(frame.place), style))
    }
    let points = series.points.filter(\.isFinite)
    if series.marks != .none || points.count == 1 {
      elements += points.map { point in
        let hint = "\(series.label): \(PlotNumber.short(point.y)) at \(PlotNumber.short(point.x))"
        return .circle(frame.place(point), radius: 3.5, "mark \(PlotStyle.series(number))", hint: hint)
      }
    }
    return elements
  }
}
