import Pages

extension ReportContent {
  private static let mostRows = 12

  /// Compares the baseline with the others, with intervals.
  var comparisonSection: ReportSection? {
    guard let comparison, comparison.comparisons.contains(where: { !$0.metrics.isEmpty }) else { return nil }
    let order = ranking.map { variants[$0].label }
    let ordered = comparison.comparisons.sorted {
      order.firstIndex(of: $0.variant) ?? 0 < order.firstIndex(of: $1.variant) ?? 0
    }
    let figures = mainMetrics.compactMap { metric -> Figure? in
      let rows = ordered.prefix(Self.mostRows).compactMap { comparison in
        comparison.metrics.first { $0.name == metric }.map { Self.row(comparison.variant, $0) }
      }
      // If nothing differs, for example because a score is always zero, there is nothing to draw.
      guard rows.contains(where: { $0.value != 0 }) else { return nil }
      return Figure("difference-\(metric.replacingOccurrences(of: "_", with: "-"))", Self.plot(metric, rows))
    }
    let notes = comparison.warnings.map { "Caution: \($0)" } + comparison.notes.prefix(8)
    var report = comparison
    report.comparisons = Array(ordered)
    return ReportSection(
      identifier: "comparison",
      title: "Against \(comparison.baseline)" + (comparison.set == .test ? ", on the test set" : ""),
      html: [
        HTML.text(
          "p", class: "note",
          "Paired differences to the baseline with \(PlotNumber.short(100 * comparison.confidence)) % intervals, over seeds and, wherever the predictions of both are there, over samples. \(ComparisonReport.legend)."
        )
      ] + (notes.isEmpty ? [] : [HTML.element("ul", class: "note", notes.map { HTML.text("li", $0) }.joined())]) + [
        HTML.figures(figures), HTML.details("All differences", HTML.table(report.table)),
      ], figures: figures)
  }

  /// Variants that differ from the baseline in a single setting.
  var ablationSection: ReportSection? {
    guard let comparison else { return nil }
    let base = variants[baseline].settings
    var rows: [(label: String, metric: VariantComparison.Metric)] = []
    for place in variants.indices where place != baseline {
      let settings = variants[place].settings
      let differing = groups.differingKeys.filter { settings[$0] != base[$0] }
      guard differing.count == 1, let key = differing.first,
        let metric = comparison.comparisons.first(where: { $0.variant == variants[place].label })?.metrics
          .first(where: { $0.name == objective })
      else { continue }
      rows.append(("\(key): \(base[key] ?? "–") → \(settings[key] ?? "–")", metric))
    }
    guard !rows.isEmpty else { return nil }
    let figure = Figure(
      "ablations", Self.plot(objective, rows.prefix(Self.mostRows).map { Self.row($0.label, $0.metric) }))
    return ReportSection(
      identifier: "ablations", title: "One change at a time",
      html: [
        HTML.text(
          "p", class: "note",
          "What each variant that differs from the baseline in a single setting changes of \(MetricName.title(objective))."
        ),
        HTML.figures([figure]),
      ], figures: [figure])
  }

  private static func row(_ label: String, _ metric: VariantComparison.Metric) -> IntervalPlot.Row {
    IntervalPlot.Row(
      label, value: metric.contrast.interval.estimate, lower: metric.contrast.interval.lower ?? .nan,
      upper: metric.contrast.interval.upper ?? .nan)
  }

  private static func plot(_ metric: String, _ rows: [IntervalPlot.Row]) -> IntervalPlot {
    let better = MetricName.isLowerBetter(metric) ? "left of zero is better" : "right of zero is better"
    var plot = IntervalPlot(
      "Difference in \(MetricName.title(metric))", xLabel: "variant − baseline; \(better)", rows)
    plot.isLessBetter = MetricName.isLowerBetter(metric)
    plot.decimals = MetricName.isLoss(metric) ? 3 : MetricName.decimals(metric)
    return plot
  }
}
