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
      "A line is the mean over a variant's seeds; the band reaches from the lowest to the highest."
      + (left > 0 ? " Drawn are \(who); \(left) variants are left to the tables." : "")
    return ReportSection(
      identifier: "curves", title: "Curves", html: [HTML.text("p", class: "note", note), HTML.figures(figures)],
      figures: figures)
  }

  /// The curves as figures, also for the live view.
  package var curveFigures: [Figure] {
    let places = shown(atMost: Self.mostCurves)
    var figures: [Figure] = []
    if let plot = trainingPlot(places) { figures.append(Figure("training-loss", plot)) }
    for metric in mainMetrics {
      let series = places.enumerated().compactMap { number, place in
        validationSeries(variants[place], metric, colour: number)
      }
      // A single validation makes no curve, and constant zeros are not informative; the tables show both.
      let points = series.flatMap(\.points)
      guard Set(points.map(\.x)).count > 1, points.contains(where: { $0.y != 0 }) else { continue }
      let unit = MetricName.unit(metric)
      figures.append(
        Figure(
          "validation-\(metric.replacingOccurrences(of: "_", with: "-"))",
          stepPlot(
            MetricName.isLoss(metric) ? "Validation loss" : "Validation: \(MetricName.title(metric))", yLabel: unit,
            series)))
    }
    return figures + termFigures(places)
  }

  private static let mostCurves = 6
  private static let mostTerms = 6

  /// The objective's additional metrics, such as the agreement of the model's attention with the programmers'.
  private func termFigures(_ places: [Int]) -> [Figure] {
    let runs = places.flatMap { variants[$0].runs }
    let names = Set(runs.flatMap { ($0.history.termSteps.last?.terms ?? [:]).keys }).sorted()
    let last = runs.compactMap { $0.history.termSteps.last?.step }.max() ?? 0
    guard last > 1 else { return [] }
    return names.prefix(Self.mostTerms).compactMap { name in
      let series = places.enumerated().compactMap { number, place in
        let curves = variants[place].independentRuns.map { run in
          BinnedCurve(run.history.termSteps, last: last) { $0.terms[name] }.points
        }
        return Self.series(variants[place].label, curves, colour: number, marks: .none)
      }
      let title = "Objective: " + name.replacingOccurrences(of: "_", with: " ")
      return series.isEmpty
        ? nil
        : Figure(
          "term-\(name.replacingOccurrences(of: "_", with: "-"))",
          stepPlot(title, yLabel: "value", series))
    }
  }

  private func trainingPlot(_ places: [Int]) -> LinePlot? {
    let last = places.flatMap { variants[$0].runs }.compactMap { $0.history.steps.last?.step }.max() ?? 0
    guard last > 1 else { return nil }
    let series = places.enumerated().compactMap { number, place in
      let curves = variants[place].independentRuns.map { BinnedCurve($0.history.steps, last: last, value: \.loss) }
      return Self.series(variants[place].label, curves.map(\.points), colour: number, marks: .none)
    }
    return series.isEmpty ? nil : stepPlot("Training loss", yLabel: "loss", series)
  }

  /// A plot over the steps; all those of a report share the same axis.
  private func stepPlot(_ title: String, yLabel: String, _ series: [LinePlot.Series]) -> LinePlot {
    var plot = LinePlot(title, xLabel: "step", yLabel: yLabel, series)
    let steps = shown(atMost: Self.mostCurves).flatMap { variants[$0].runs }.compactMap {
      $0.history.steps.last?.step ?? $0.history.validations.last?.step
    }
    plot.xHolding = [0, Double(steps.max() ?? 0)]
    plot.xIsWhole = true
    return plot
  }

  private func validationSeries(_ variant: Variant, _ metric: String, colour: Int) -> LinePlot.Series? {
    let curves = variant.independentRuns.map { run in
      run.history.validations.compactMap { validation -> PlotPoint? in
        guard let value = metric == "loss" ? validation.loss : validation.scores[metric], value.isFinite else {
          return nil
        }
        return PlotPoint(Double(validation.step), value)
      }
    }
    return Self.series(variant.label, curves, colour: colour, marks: .points)
  }

  /// The mean of several curves at their common points, and their range.
  private static func series(
    _ label: String, _ curves: [[PlotPoint]], colour: Int, marks: LinePlot.Series.Marks
  ) -> LinePlot.Series? {
    let values = Dictionary(grouping: curves.joined(), by: \.x).sorted { $0.key < $1.key }
    guard !values.isEmpty else { return nil }
    let points = values.map { x, points in
      PlotPoint(x, points.reduce(0) { $0 + $1.y } / Double(points.count))
    }
    let band = values.filter { $0.value.count > 1 }.map { x, points in
      LinePlot.Series.BandPoint(
        x: x, lower: points.map(\.y).min() ?? .nan, upper: points.map(\.y).max() ?? .nan)
    }
    return LinePlot.Series(label, points, band: band, marks: marks, colour: colour)
  }
}

/// A curve reduced to the means of at most 120 bins of equal length, which smooths it and keeps pages small.
struct BinnedCurve {
  private(set) var points: [PlotPoint] = []

  private static let mostBins = 120

  /// - Parameter last: the last step of the plot, which determines the width of the bins.
  init(_ steps: [TrainingEvent.Step], last: Int, value: (TrainingEvent.Step) -> Double?) {
    let width = max(1, last / Self.mostBins + (last % Self.mostBins > 0 ? 1 : 0))
    var bin = -1
    var (sum, count) = (0.0, 0)
    func point() -> PlotPoint { PlotPoint((Double(bin) + 0.5) * Double(width) + 0.5, sum / Double(count)) }
    for step in steps {
      guard step.step > 0, let value = value(step), value.isFinite else { continue }
      let next = (step.step - 1) / width
      if next != bin {
        if count > 0 { points.append(point()) }
        (bin, sum, count) = (next, 0, 0)
      }
      sum += value
      count += 1
    }
    if count > 0 { points.append(point()) }
  }
}
