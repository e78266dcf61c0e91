import Pages

/// The frame of a figure for papers: title and counts on top, the drawing, and the legend below. One unit is a point.
struct FigureSheet {
  var settings: FigureSettings
  /// In points.
  var width: Double
  var title: String
  /// What the figure counts, joined by middle dots.
  var parts: [String]
  /// A warning that the figure always shows, such as that nobody read this; empty for none.
  var mark = ""
  /// What the figure shows, in sentences, for people who cannot see it.
  var description: String

  static let margin = 4.0
  private static let titleSize = 8.5
  static let textSize = 6.5

  /// The mark of a figure of several readings, some or all of them simulated.
  static func mark(simulated: Int, of readings: Int) -> String {
    if simulated == 0 { return "" }
    return simulated == readings ? "simulated: no person read this" : "\(simulated) of \(readings) readings simulated"
  }

  private var room: Double { width - 2 * Self.margin }

  /// The figure as an SVG file.
  ///
  /// - Parameters:
  ///   - smallest: the size of the smallest letters that depend on the figure's width.
  ///   - drawing: the drawing that begins at this height, and the height where it ends.
  func drawn(
    legend: [LegendItem], smallest: Double, drawing: (Double) -> (elements: [SVGElement], bottom: Double)
  ) -> DrawnFigure {
    let caption = caption()
    let drawn = drawing(caption.bottom)
    let below = Legend.rows(legend, left: Self.margin, top: drawn.bottom + 4, right: width - Self.margin)
    let height = (legend.isEmpty ? drawn.bottom : below.bottom) + Self.margin
    let picture = SVGElement.picture(
      "figure", width: width, height: height,
      [
        SVGElement("title", text: title + (mark.isEmpty ? "" : " (\(mark))")),
        SVGElement("desc", text: ([parts.joined(separator: ", ") + "."] + [description]).joined(separator: " ")),
        SVGElement("style", text: "\n" + settings.palette.applied(to: Palette.resolved(Self.rules))),
        SVGElement("rect", ["class": "paper", "width": "100%", "height": "100%"]),
        .group("caption", caption.elements),
      ] + drawn.elements + [.group("legend", below.elements)])
    return DrawnFigure(picture, width: width, height: height, unit: 1, smallest: smallest)
  }

  private func caption() -> (elements: [SVGElement], bottom: Double) {
    var elements: [SVGElement] = []
    var y = Self.margin
    let titleWidth = FigureText.width(DisplayText.line(title), size: Self.titleSize, isBold: true)
    let markWidth = mark.isEmpty ? 0 : FigureText.width(mark, size: Self.textSize, isBold: true) + 6
    if settings.showsCaption {
      y += Self.titleSize
      let shown = FigureText.fitted(DisplayText.line(title), size: Self.titleSize, room: room, isBold: true)
      elements.append(.label(shown, at: PlotPoint(Self.margin, y), "title"))
    }
    if settings.showsCaption, titleWidth + markWidth <= room, !mark.isEmpty {
      elements.append(.label(mark, at: PlotPoint(width - Self.margin, y), "mark", anchor: "end"))
    } else if !mark.isEmpty {
      y += Self.textSize + 2.5
      elements.append(.label(mark, at: PlotPoint(Self.margin, y), "mark"))
    }
    guard settings.showsCaption else { return (elements, elements.isEmpty ? y : y + 4) }
    for line in FigureText.lines(parts, size: Self.textSize, room: room) {
      y += Self.textSize + 2.5
      elements.append(.label(line, at: PlotPoint(Self.margin, y), "subtitle"))
    }
    return (elements, y + 5)
  }

  private static let rules = """
    .paper { fill: var(--surface); }
    .figure { font-family: "DejaVu Sans", "Liberation Sans", Arial, Helvetica, sans-serif; font-size: \(textSize.trimmed)px; }
    .figure text { fill: var(--ink); }
    .figure .code { font-family: "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace; }
    .figure .number { fill: var(--muted); text-anchor: end; }
    .figure .title { font-size: \(titleSize.trimmed)px; font-weight: bold; }
    .figure .mark { font-weight: bold; fill: var(--warning); }
    .figure .subtitle, .figure .entry { fill: var(--muted); }
    .figure .value { font-size: 5px; fill: var(--muted); }
    .figure .tick { font-size: 5.5px; fill: var(--muted); text-anchor: middle; }
    .figure .row { text-anchor: end; }
    .figure .cell { text-anchor: middle; }
    .figure .ordinal { text-anchor: middle; }
    .figure .light { fill: #ffffff; }
    .halo { fill: var(--surface); fill-opacity: 0.82; }
    .axis { stroke: var(--faint); stroke-opacity: 0.6; stroke-width: 0.5; fill: none; }
    .grid { stroke: var(--rule); stroke-width: 0.5; }
    .missing { fill: none; stroke: var(--rule); stroke-width: 0.4; }
    .saccade { fill: none; stroke-width: 0.7; }
    .regression { stroke-dasharray: 2.4 1.4; }
    .fixation { stroke: var(--ink); stroke-width: 0.5; }
    .example { fill: none; stroke: var(--muted); stroke-width: 0.7; }
    .looked-at { fill: none; stroke: var(--ink); stroke-width: 0.8; }
    .added { fill: none; stroke: var(--ink); stroke-width: 0.7; stroke-dasharray: 1.6 1.2; }
    .label { fill: none; stroke-width: 1.1; }
    .dashed { stroke-dasharray: 3 1.5; }
    .dotted { stroke-dasharray: 0.1 1.9; stroke-linecap: round; }
    .label.declaration { stroke: var(--label-declaration); }
    .label.use { stroke: var(--label-use); }
    .label.outside { stroke: var(--label-outside); }
    .label.branching { stroke: var(--label-branching); }
    .label.leaving { stroke: var(--label-leaving); }
    .label.computation { stroke: var(--label-computation); }
    .label.text { stroke: var(--label-text); }
    .figure .code-of-label { font-size: 3.6px; text-anchor: middle; }

    """
}
