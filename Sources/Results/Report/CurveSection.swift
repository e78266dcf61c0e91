import Pages
import Runs
import Training

extension ReportContent {
  /// Losses and metrics over the steps.
  var curveSection: ReportSection? {
    let figures = curveFigures
    guard !figures.isEmpty else { return nil }
    let left = variants.count - shown(atMost: Self.mostCurves).count
    let who = isSweep ? "the best" : "the baseline and the best others"
    let note =
      "A line is the mean over a variant's seeds; the band reaches from the lowest to the highest. Point at a chart for the "
      + "values, drag to zoom, and use the names above to hide and show variants; the charts have one crosshair."
      + (left > 0 ? " Drawn are \(who); \(left) variants are left to the tables." : "")
    return ReportSection(
      identifier: "curves", title: "Curves", html: [HTML.text("p", class: "note", note), HTML.figures(figures)],
      figures: figures)
  }

  /// The curves as figures, also for the live view.
  package var curveFigures: [Figure] {
    let places = shown(atMost: Self.mostCurves)
    let runs = places.flatMap { variants[$0].runs }
    let clocks = Dictionary(runs.map { ($0.folder, RunClock($0.history)) }) { first, _ in first }
    let last = runs.compactMap { $0.history.steps.last?.step }.max() ?? 0
    let loss = last > 1 ? lines(places, clocks) { BinnedCurve($0.history.steps, last: last, value: \.loss).points } : []
    var figures = [
      figure(
        "training-loss", "Training loss", unit: MetricName.unit("loss"), leastSpan: MetricName.leastSpan("loss"), loss)
    ]
    for metric in mainMetrics {
      let lines = self.lines(places, clocks) { run in
        run.history.validations.compactMap { validation in
          let value = metric == "loss" ? validation.loss : validation.scores[metric]
          return value.flatMap { $0.isFinite ? PlotPoint(Double(validation.step), $0) : nil }
        }
      }
      // A single validation makes no curve, and constant zeros are not informative; the tables show both.
      let points = lines.flatMap(\.points)
      guard Set(points.map(\.x)).count > 1, points.contains(where: { $0.y != 0 }) else { continue }
      let title = MetricName.isLoss(metric) ? "Validation loss" : "Validation: \(MetricName.title(metric))"
      figures.append(
        figure(
          "validation-\(metric.replacingOccurrences(of: "_", with: "-"))", title, unit: MetricName.unit(metric),
          leastSpan: MetricName.leastSpan(metric), isMarked: true, lines))
    }
    return figures.compactMap { $0 } + termFigures(places, clocks)
  }

  private static let mostCurves = 6
  private static let mostTerms = 6

  /// The objective's additional metrics, such as the agreement of the model's attention with the programmers'.
  private func termFigures(_ places: [Int], _ clocks: [String: RunClock]) -> [Figure] {
    let runs = places.flatMap { variants[$0].runs }
    let names = Set(runs.flatMap { ($0.history.termSteps.last?.terms ?? [:]).keys }).sorted()
    let last = runs.compactMap { $0.history.termSteps.last?.step }.max() ?? 0
    guard last > 1 else { return [] }
    return names.prefix(Self.mostTerms).compactMap { name in
      let term = TermName(name)
      let lines = self.lines(places, clocks) { run in
        BinnedCurve(run.history.termSteps, last: last) { $0.terms[name].map { term.factor * $0 } }.points
      }
      return figure(
        "term-\(name.replacingOccurrences(of: "_", with: "-"))", "Objective: \(term.title)", unit: term.unit,
        leastSpan: 0, lines)
    }
  }

  /// A line for each independent run.
  private func lines(
    _ places: [Int], _ clocks: [String: RunClock], _ points: (RunDetails) -> [PlotPoint]
  ) -> [Chart.Line] {
    places.enumerated().flatMap { number, place in
      variants[place].independentRuns.compactMap { run in
        let points = points(run)
        guard !points.isEmpty else { return nil }
        let name = run.record.seed.map { "seed \($0)" } ?? run.record.label
        return Chart.Line(
          variants[place].label, run: name, points,
          seconds: points.compactMap { clocks[run.folder]?.seconds(at: $0.x) },
          colour: number)
      }
    }
  }

  /// A plot over the steps with the chart behind it; all those of a report have the same x axis. Nil without lines.
  private func figure(
    _ name: String, _ title: String, unit: String, leastSpan: Double, isMarked: Bool = false, _ lines: [Chart.Line]
  ) -> Figure? {
    guard !lines.isEmpty else { return nil }
    var labels: [String] = []
    for line in lines where !labels.contains(line.label) { labels.append(line.label) }
    let series = labels.compactMap { label in
      Self.series(label, lines.filter { $0.label == label }, marks: isMarked ? .points : .none)
    }
    var plot = LinePlot(title, xLabel: "step", yLabel: unit, series)
    plot.leastSpan = leastSpan
    let steps = shown(atMost: Self.mostCurves).flatMap { variants[$0].runs }.compactMap {
      $0.history.steps.last?.step ?? $0.history.validations.last?.step
    }
    plot.xHolding = [0, Double(steps.max() ?? 0)]
    plot.xIsWhole = true
    return Figure(
      name, plot,
      chart: Chart(title, xLabel: "step", yLabel: unit, leastSpan: leastSpan, isMarked: isMarked, lines))
  }

  /// The mean of several lines at their common points, and their range.
  private static func series(
    _ label: String, _ lines: [Chart.Line], marks: LinePlot.Series.Marks
  ) -> LinePlot.Series? {
    let values = Dictionary(grouping: lines.flatMap(\.points), by: \.x).sorted { $0.key < $1.key }
    guard !values.isEmpty else { return nil }
    let points = values.map { x, points in
      PlotPoint(x, points.reduce(0) { $0 + $1.y } / Double(points.count))
    }
    let band = values.filter { $0.value.count > 1 }.map { x, points in
      LinePlot.Series.BandPoint(
        x: x, lower: points.map(\.y).min() ?? .nan, upper: points.map(\.y).max() ?? .nan)
    }
    return LinePlot.Series(label, points, band: band, marks: marks, colour: lines[0].colour)
  }
}
