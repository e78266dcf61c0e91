import Pages

/// A figure of one trial as stand-alone SVG: code, durations, labels and scanpath, with caption and legend.
///
/// `figure.js` draws the same figure in the page from the same numbers, in the same order.
package struct ScanpathFigure {
  private let page: GazePage
  private let trial: TrialView
  private let method: MethodView

  /// Returns nil for a trial without code.
  package init?(_ page: GazePage, trial: Int) {
    guard page.trials.indices.contains(trial), let method = page.trials[trial].method else { return nil }
    self.page = page
    self.trial = page.trials[trial]
    self.method = page.methods[method]
  }

  package var svg: String {
    let simulated = trial.isSimulated ? ", simulated" : ""
    return SVGElement.figure(
      "Scanpath of \(trial.participant) on \(method.name)\(simulated)", width: method.width, height: method.height,
      style: PageDocument.figureStyle, [caption, heat, labels, code, scanpath, legend])
  }

  private var caption: SVGElement {
    // The mark of simulated trials takes up part of the title's line.
    let whole = Int((method.width - page.metrics.left) / 10)
    let room = trial.isSimulated ? whole - 22 : whole
    let counts = trial.statistics
    let onTokens = trial.fixations.filter { $0.x != nil }
    let seconds = PlotNumber.fixed(onTokens.reduce(0) { $0 + $1.duration } / 1000, decimals: 1)
    let subtitle =
      "\(trial.participant) · \(onTokens.count) fixations on tokens, \(seconds) s · \(counts.attended) of \(counts.tokens) tokens"
    var labels = [SVGElement.label(method.name.shortened(to: room), at: PlotPoint(page.metrics.left, 26), "title")]
    if trial.isSimulated {
      let right = method.width - page.metrics.right
      labels.append(.label("simulated: no person read this", at: PlotPoint(right, 26), "mark"))
    }
    labels.append(.label(subtitle.shortened(to: whole * 3 / 2), at: PlotPoint(page.metrics.left, 48), "subtitle"))
    return .group("caption", labels)
  }

  private var heat: SVGElement {
    let weights = trial.layers.first?.weights ?? []
    return .group(
      "heat",
      method.boxes.compactMap { box in
        let level = FigureMetrics.heatLevel(weights[box.token])
        let (x, y, width, height) = area(of: box)
        return level > 0
          ? .rectangle(x: x, y: y, width: width, height: height, radius: 4, "heat-\(level)") : nil
      })
  }

  private var labels: SVGElement {
    .group(
      "labels",
      method.boxes.map { box in
        let (x, y, width, height) = area(of: box)
        return .line(
          PlotPoint(x + 1, y + height), PlotPoint(x + width - 1, y + height), style(ofLabel: method.labels[box.token]))
      })
  }

  private var code: SVGElement {
    let metrics = page.metrics
    let numbers = (0..<method.lines).map { line in
      SVGElement.label(
        "\(line + 1)", at: PlotPoint(metrics.left - 14, metrics.top(ofLine: line) + metrics.baseline), "number")
    }
    let words = method.words.map { word in
      SVGElement(
        "text",
        [
          "x": metrics.left(ofColumn: Double(word.column)).trimmed,
          "y": (metrics.top(ofLine: word.line) + metrics.baseline).trimmed,
          "textLength": (Double(word.cells) * metrics.cellWidth).trimmed, "lengthAdjust": "spacingAndGlyphs",
        ], text: word.text)
    }
    return .group("code", numbers + words)
  }

  private var scanpath: SVGElement {
    let placed = trial.fixations.enumerated().compactMap { index, fixation in
      fixation.x.flatMap { x in fixation.y.map { y in (number: index + 1, place: PlotPoint(x, y), fixation: fixation) }
      }
    }
    let saccades = zip(placed, placed.dropFirst()).map { from, to in
      saccade(from.place, to.place, isRegression: to.fixation.isRegression)
    }
    let fixations = placed.flatMap { number, place, fixation in
      [
        SVGElement.circle(
          place, radius: fixation.radius, fixation.isRegression ? "fixation regression" : "fixation"),
        .label("\(number)", at: PlotPoint(place.x, place.y + 2.8), "ordinal"),
      ]
    }
    return .group("scanpath", saccades + fixations)
  }

  /// A curve bent to the side, which keeps forward and backward saccades apart.
  private func saccade(_ from: PlotPoint, _ to: PlotPoint, isRegression: Bool) -> SVGElement {
    let (x, y) = (to.x - from.x, to.y - from.y)
    let length = max(1, (x * x + y * y).squareRoot())
    let bend = min(26, 0.16 * length)
    let middle = PlotPoint((from.x + to.x) / 2 + y / length * bend, (from.y + to.y) / 2 - x / length * bend)
    return .path(
      "M\(from.x.trimmed) \(from.y.trimmed)Q\(middle.x.trimmed) \(middle.y.trimmed) \(to.x.trimmed) \(to.y.trimmed)",
      isRegression ? "saccade regression" : "saccade")
  }

  private var legend: SVGElement {
    let (left, y) = (page.metrics.left, method.footerHeight)
    func entry(_ text: String, _ offset: Double) -> SVGElement {
      .label(text, at: PlotPoint(left + offset, y), "entry")
    }
    func example(_ offset: Double, isRegression: Bool) -> SVGElement {
      saccade(PlotPoint(left + offset, y - 4), PlotPoint(left + offset + 30, y - 4), isRegression: isRegression)
    }
    let labels = method.legend.flatMap { entry in
      [
        SVGElement.line(
          PlotPoint(entry.x, entry.y - 4), PlotPoint(entry.x + 20, entry.y - 4), style(ofLabel: entry.label)),
        .label(page.labels[entry.label].name, at: PlotPoint(entry.x + 26, entry.y), "entry"),
      ]
    }
    let levels = (1...page.heatLevels).map { level in
      SVGElement.rectangle(x: left + 20 + Double(level) * 16, y: y - 11, width: 16, height: 14, "heat-\(level)")
    }
    return .group(
      "legend",
      labels + [entry("short", 0)] + levels + [
        entry("longest look", 172), example(262, isRegression: false), entry("forward", 298),
        example(362, isRegression: true), entry("back in the text", 398),
      ])
  }

  private func area(of box: MethodView.Box) -> (x: Double, y: Double, width: Double, height: Double) {
    let metrics = page.metrics
    return (
      metrics.left(ofColumn: Double(box.column)) - 1, metrics.top(ofLine: box.line) + metrics.boxTop,
      Double(box.cells) * metrics.cellWidth + 2, metrics.boxHeight
    )
  }

  private func style(ofLabel label: Int) -> String {
    "label \(page.labels[label].family.rawValue) \(page.labels[label].line.rawValue)"
  }
}

extension SVGElement {
  /// A stand-alone gaze figure with its style sheet, which also works in papers and slides.
  ///
  /// - Parameters:
  ///   - title: describes the figure for people who cannot see it.
  ///   - style: a style sheet, which may name colours of the palette.
  static func figure(
    _ title: String, width: Double, height: Double, style: String, _ children: [SVGElement]
  ) -> String {
    var picture = SVGElement.picture(
      "figure", width: width, height: height,
      [
        SVGElement("title", text: title), SVGElement("style", text: "\n" + Palette.resolved(style)),
        SVGElement("rect", ["class": "paper", "width": "100%", "height": "100%"]),
      ] + children)
    picture.attributes += [("width", width.trimmed), ("height", height.trimmed)]
    return picture.document
  }
}
