import Pages
import Scanpaths

/// A figure of one trial over its code: looking time, scanpath, F and F★, or looking time by line.
package struct CodeFigure {
  private let kind: FigureKind
  private let reading: FigureReading
  private let augmented: AugmentedScanpath?
  private let settings: FigureSettings
  private let method: MethodView

  /// - Parameters:
  ///   - kind: one of the kinds about a trial.
  ///   - reading: the trial, with the fixations to show.
  ///   - augmented: its F★, for the kind `f`.
  package init(
    _ kind: FigureKind, _ reading: FigureReading, augmented: AugmentedScanpath? = nil,
    settings: FigureSettings = FigureSettings()
  ) {
    self.kind = kind
    self.reading = reading
    self.augmented = augmented
    self.settings = settings
    method = MethodView(reading.code, source: reading.source)
  }

  private var showsScanpath: Bool { kind == .scanpath || kind == .both }

  package func drawn() -> DrawnFigure {
    let bars = kind == .dwell ? DwellBars(method, times: reading.tokenTimes, palette: settings.palette) : nil
    let reserved = bars == nil ? 0 : DwellBars.share
    let width = settings.points(orElse: CodeLayout.width(for: method, reserved: reserved))
    var layout = CodeLayout(
      method, width: width, reserved: reserved, gap: showsScanpath ? ScanpathLayer.gap : kind == .f ? 5.5 : 1.5,
      markHeight: LabelMarks.height(settings))
    let sheet = FigureSheet(
      settings: settings, width: width, title: "\(DisplayText.line(reading.code.id)): \(subject)", parts: parts,
      mark: FigureSheet.mark(simulated: reading.isSimulated ? 1 : 0, of: 1), description: description)
    return sheet.drawn(legend: legend(layout), smallest: layout.size) { top in
      layout.top = top + (bars == nil ? 0 : DwellBars.axisHeight)
      let right = width - FigureSheet.margin
      return (elements(layout) + (bars?.elements(layout, right: right) ?? []), layout.bottom)
    }
  }

  private var subject: String {
    switch kind {
    case .heat: "looking time"
    case .scanpath: "scanpath"
    case .both: "looking time and scanpath"
    case .f: "F and F★"
    default: "looking time by line"
    }
  }

  private var parts: [String] {
    guard kind == .f, let tokens = augmented?.tokens else { return reading.captionParts }
    return reading.captionParts + ["F★ adds \(tokens.count { $0.isIncluded && !$0.isFixated }) tokens"]
  }

  private var description: String {
    let heat = "The darker a token's background, the longer it was looked at."
    let path =
      "Circles are fixations, numbered as in the trial and placed above their token; lines between them are saccades, "
      + "dashed where they go back in the text."
    return switch kind {
    case .heat: "The code with coloured tokens. " + heat
    case .scanpath: "The code with fixations and saccades. " + path
    case .both: "The code with coloured tokens, fixations and saccades. \(heat) \(path)"
    case .f:
      "Solid frames are the tokens looked at, F; dashed frames are those that F★ adds. Numbers are positions in the "
        + "reading order. " + heat
    default: "The code with a bar for each line, as long as the line was looked at."
    }
  }

  private func elements(_ layout: CodeLayout) -> [SVGElement] {
    var elements: [SVGElement] = []
    if let heat { elements.append(heat.elements(layout)) }
    if settings.showsLabels { elements.append(LabelMarks(layout: layout, palette: settings.palette).elements) }
    if kind == .f, let augmented { elements.append(AugmentationLayer(augmented).elements(layout)) }
    elements.append(layout.text)
    if showsScanpath { elements += scanpath(layout).elements }
    return elements
  }

  private func legend(_ layout: CodeLayout) -> [LegendItem] {
    let labels = LabelMarks(layout: layout, palette: settings.palette)
    return (heat.map { [$0.legend] } ?? []) + (showsScanpath ? scanpath(layout).legend : [])
      + (kind == .f ? AugmentationLayer.legend : []) + (settings.showsLabels ? labels.legend : [])
  }

  /// Below a scanpath, the backgrounds are grey, so that two ramps of colours do not mix.
  private var heat: HeatLayer? {
    switch kind {
    case .heat, .f: HeatLayer(reading.tokenTimes, of: "looking time in ms", palette: settings.palette)
    case .both: HeatLayer(reading.tokenTimes, of: "looking time in ms", palette: .grey)
    default: nil
    }
  }

  private func scanpath(_ layout: CodeLayout) -> ScanpathLayer {
    ScanpathLayer(reading, layout: layout, palette: settings.palette)
  }
}

/// Backgrounds of tokens by a quantity, with its scale.
struct HeatLayer {
  private let values: [Double]
  private let name: String
  private let palette: FigurePalette
  private let scale: AxisScale

  init(_ values: [Double], of name: String, palette: FigurePalette) {
    self.values = values
    self.name = name
    self.palette = palette
    scale = AxisScale(holding: values, includesZero: true, count: 4)
  }

  func elements(_ layout: CodeLayout) -> SVGElement {
    .group(
      "heat",
      layout.method.boxes.compactMap { box in
        guard values[box.token] > 0 else { return nil }
        let (x, y, width, height) = layout.area(of: box)
        return SVGElement.rectangle(x: x, y: y, width: width, height: height, radius: 1, "looking")
          .with("fill", palette.background(scale.position(values[box.token])))
      })
  }

  var legend: LegendItem {
    Legend.ramp(name, scale, colour: palette.background, text: FigureText.milliseconds(on: scale))
  }
}

/// The frames of F and of what F★ adds, with each token's position in the reading order.
struct AugmentationLayer {
  private let tokens: [AugmentedScanpath.Token]

  init(_ augmented: AugmentedScanpath) { tokens = augmented.tokens }

  func elements(_ layout: CodeLayout) -> SVGElement {
    var numbered = Set<Int>()
    return .group(
      "augmentation",
      layout.method.boxes.filter { tokens[$0.token].isIncluded }.flatMap { box -> [SVGElement] in
        let token = tokens[box.token]
        let (x, y, width, height) = layout.area(of: box)
        let frame = SVGElement.rectangle(
          x: x, y: y, width: width, height: height, radius: 1, token.isFixated ? "looked-at" : "added")
        guard numbered.insert(box.token).inserted else { return [frame] }
        let order = SVGElement.label("\(token.order)", at: PlotPoint(x + width / 2, y - 1), "ordinal")
          .with("font-size", "4")
        // A number that is wider than its token would touch the next one.
        return FigureText.width("\(token.order)", size: 4) <= width + layout.cell ? [frame, order] : [frame]
      })
  }

  static var legend: [LegendItem] {
    [("F: looked at", "looked-at"), ("added by F★", "added")].map { text, style in
      Legend.entry(text, width: 12) { place in
        [.rectangle(x: place.x, y: place.y - 5.5, width: 12, height: 7, radius: 1, style)]
      }
    } + [Legend.note("number: position in the reading order")]
  }
}
