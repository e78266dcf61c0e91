import Pages

/// The picture of one trial: code, durations, labels and scanpath with caption and legend, as a free-standing SVG.
///
/// `figure.js` draws the same picture in the page from the same numbers, in the same order.
package struct ScanpathFigure {
  private let page: GazePage
  private let trial: TrialView
  private let method: MethodView

  /// Nil for a trial without code.
  package init?(_ page: GazePage, trial: Int) {
    guard page.trials.indices.contains(trial), let method = page.trials[trial].method else { return nil }
    self.page = page
    self.trial = page.trials[trial]
    self.method = page.methods[method]
  }

  package var svg: String {
    let simulated = trial.isSimulated ? ", simulated" : ""
    return SVGMarkup.document(
      width: method.width, height: method.height,
      title: "Scanpath of \(trial.participant) on \(method.name)\(simulated)", style: PageParts.figureStyle
    ) { markup in
      drawCaption(&markup)
      drawTokens(&markup)
      drawWords(&markup)
      drawScanpath(&markup)
      drawLegend(&markup)
    }
  }

  private func drawCaption(_ markup: inout SVGMarkup) {
    // The mark of simulated trials takes a part of the title's line.
    let whole = Int((method.width - page.metrics.left) / 10)
    let room = trial.isSimulated ? whole - 22 : whole
    markup.group(class: "caption") { markup in
      markup.label(shortened(method.name, to: room), x: page.metrics.left, y: 26, class: "title")
      if trial.isSimulated {
        markup.label("simulated: no person read this", x: method.width - page.metrics.right, y: 26, class: "mark")
      }
      let counts = trial.statistics
      let seconds = DisplayText.number((counts.totalDuration / 100).rounded() / 10)
      markup.label(
        shortened(
          "\(trial.participant) · \(counts.onTokens) fixations on tokens, \(seconds) s · \(counts.attended) of \(counts.tokens) tokens",
          to: whole * 3 / 2), x: page.metrics.left, y: 48, class: "subtitle")
    }
  }

  private func drawTokens(_ markup: inout SVGMarkup) {
    let weights = trial.layers.first?.weights ?? []
    markup.group(class: "heat") { markup in
      for box in method.boxes {
        let level = FigureMetrics.heatLevel(weights[box.token])
        if level > 0 { markup.rectangle(rectangle(of: box), radius: 4, class: "heat-\(level)") }
      }
    }
    markup.group(class: "labels") { markup in
      for box in method.boxes {
        let (x, y, width, height) = rectangle(of: box)
        markup.line(
          (x + 1, y + height), (x + width - 1, y + height), class: lineClass(ofLabel: method.labels[box.token]))
      }
    }
  }

  private func drawWords(_ markup: inout SVGMarkup) {
    let metrics = page.metrics
    markup.group(class: "code") { markup in
      for line in 0..<method.lines {
        markup.label(
          "\(line + 1)", x: metrics.left - 14, y: metrics.top(ofLine: line) + metrics.baseline, class: "number")
      }
      for word in method.words {
        markup.element(
          "text",
          [
            "x": DisplayText.number(metrics.left(ofColumn: Double(word.column))),
            "y": DisplayText.number(metrics.top(ofLine: word.line) + metrics.baseline),
            "textLength": DisplayText.number(Double(word.cells) * metrics.cellWidth),
            "lengthAdjust": "spacingAndGlyphs",
          ], text: word.text)
      }
    }
  }

  private func drawScanpath(_ markup: inout SVGMarkup) {
    let placed = trial.fixations.enumerated().compactMap { number, fixation in
      fixation.x.flatMap { x in fixation.y.map { y in (number: number + 1, x: x, y: y, fixation: fixation) } }
    }
    markup.group(class: "scanpath") { markup in
      for (from, to) in zip(placed, placed.dropFirst()) {
        markup.element(
          "path",
          [
            "class": to.fixation.isRegression ? "saccade regression" : "saccade",
            "d": SaccadeCurve.path((from.x, from.y), (to.x, to.y)),
          ])
      }
      for place in placed {
        markup.element(
          "circle",
          [
            "class": place.fixation.isRegression ? "fixation regression" : "fixation",
            "cx": DisplayText.number(place.x), "cy": DisplayText.number(place.y),
            "r": DisplayText.number(place.fixation.radius),
          ])
        markup.label("\(place.number)", x: place.x, y: place.y + 2.8, class: "ordinal")
      }
    }
  }

  private func drawLegend(_ markup: inout SVGMarkup) {
    let y = method.footerHeight
    markup.group(class: "legend") { markup in
      for entry in method.legend {
        markup.line((entry.x, entry.y - 4), (entry.x + 20, entry.y - 4), class: lineClass(ofLabel: entry.label))
        markup.label(page.labels[entry.label].name, x: entry.x + 26, y: entry.y, class: "entry")
      }
      markup.label("short", x: page.metrics.left, y: y, class: "entry")
      for level in 1...page.heatLevels {
        let x = page.metrics.left + 20 + Double(level) * 16
        markup.rectangle((x, y - 11, 16, 14), class: "heat-\(level)")
      }
      markup.label("longest look", x: page.metrics.left + 172, y: y, class: "entry")
      markup.element(
        "path",
        [
          "class": "saccade",
          "d": SaccadeCurve.path((page.metrics.left + 262, y - 4), (page.metrics.left + 292, y - 4)),
        ])
      markup.label("forward", x: page.metrics.left + 298, y: y, class: "entry")
      markup.element(
        "path",
        [
          "class": "saccade regression",
          "d": SaccadeCurve.path((page.metrics.left + 362, y - 4), (page.metrics.left + 392, y - 4)),
        ])
      markup.label("back in the text", x: page.metrics.left + 398, y: y, class: "entry")
    }
  }

  private func rectangle(of box: MethodView.Box) -> (x: Double, y: Double, width: Double, height: Double) {
    let metrics = page.metrics
    return (
      metrics.left(ofColumn: Double(box.column)) - 1, metrics.top(ofLine: box.line) + metrics.boxTop,
      Double(box.cells) * metrics.cellWidth + 2, metrics.boxHeight
    )
  }

  private func lineClass(ofLabel label: Int) -> String {
    "label \(page.labels[label].family.rawValue) \(page.labels[label].line.rawValue)"
  }

  private func shortened(_ text: String, to length: Int) -> String {
    text.count > length ? text.prefix(max(1, length - 1)) + "…" : text
  }
}
