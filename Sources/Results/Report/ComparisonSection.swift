import Pages

extension ReportContent {
  private static let mostRows = 12

  /// Compares the baseline with the others, with intervals: on the test set first.
  var comparisonSection: ReportSection? {
    let reports = comparisons.filter { report in report.comparisons.contains { !$0.metrics.isEmpty } }
    guard let first = reports.first else { return nil }
    var drawn: Set<String> = []
    var html: [String] = [
      HTML.text(
        "p", class: "note",
        "Paired differences to the baseline with \(PlotNumber.short(100 * first.confidence)) % intervals, over seeds and, wherever the predictions of both are there, over samples. \(ComparisonReport.legend)."
      )
    ]
    var all: [Figure] = []
    for report in reports {
      // A difference is drawn once, on the set that says most.
      let figures = differenceFigures(report, leftOut: drawn)
      drawn.formUnion(report.comparisons.flatMap { $0.metrics.map(\.name) })
      all += figures
      html += part(report, figures, isAlone: reports.count == 1)
    }
    let place = reports.count == 1 && first.set == .test ? ", on the test set" : ""
    return ReportSection(
      identifier: "comparison", title: "Against \(first.baseline)\(place)", html: html, figures: all)
  }

  /// One comparison: its cautions, its figures and the table behind them.
  private func part(_ report: ComparisonReport, _ figures: [Figure], isAlone: Bool) -> [String] {
    let title = report.set == .test ? "On the test set" : "On the validation samples"
    let cautions =
      isAlone || report.set == .test
      ? report.warnings : ["these samples also selected each run's checkpoint; conclude from the test set above"]
    let notes = cautions.map { "Caution: \($0)" } + report.notes.prefix(8)
    let list = HTML.element("ul", class: "note", notes.map { HTML.text("li", $0) }.joined())
    let header = report.table.header.map { HTML.Cell($0) }
    let metrics = report.comparisons.flatMap { $0.metrics.map(\.name) }
    let rows = zip(report.table.rows, metrics).map { row, metric in
      row.enumerated().map { $0 == 1 ? Self.term(metric, on: report.set) : HTML.Cell($1) }
    }
    return (isAlone ? [] : [HTML.text("h3", title)]) + (notes.isEmpty ? [] : [list])
      + (figures.isEmpty ? [] : [HTML.figures(figures)])
      + [
        HTML.details(
          "All differences \(report.set == .test ? "on the test set" : "on the validation samples")",
          HTML.table(header: header, rows: rows, numeric: report.table.numeric))
      ]
  }

  private func differenceFigures(_ report: ComparisonReport, leftOut: Set<String>) -> [Figure] {
    let order = ranking.map { variants[$0].label }
    let ordered = report.comparisons.sorted {
      order.firstIndex(of: $0.variant) ?? 0 < order.firstIndex(of: $1.variant) ?? 0
    }
    return (report.set == .test ? tested ?? groups : groups).mainMetrics.compactMap { metric in
      guard !leftOut.contains(metric) else { return nil }
      let rows = ordered.prefix(Self.mostRows).compactMap { comparison in
        comparison.metrics.first { $0.name == metric }.map { Self.row(comparison.variant, $0) }
      }
      // If nothing differs, for example because a score is always zero, there is nothing to draw.
      guard rows.contains(where: { $0.value != 0 }) else { return nil }
      return Figure(
        "difference-\(metric.replacingOccurrences(of: "_", with: "-"))", Self.plot(metric, rows, report.set))
    }
  }

  /// Variants that differ from the baseline in a single setting.
  var ablationSection: ReportSection? {
    guard let comparison else { return nil }
    let base = variants[baseline].settings
    var rows: [[HTML.Cell]] = []
    for place in variants.indices where place != baseline {
      let settings = variants[place].settings
      let differing = groups.differingKeys.filter { settings[$0] != base[$0] }
      guard differing.count == 1, let key = differing.first,
        let metric = comparison.comparisons.first(where: { $0.variant == variants[place].label })?.metrics
          .first(where: { $0.name == primaryMetric })
      else { continue }
      let decimals = MetricName.decimals(primaryMetric)
      let interval = metric.contrast.interval
      let cells = [variants[place].label, key, base[key] ?? "–", settings[key] ?? "–"]
      rows.append(
        (cells + [
          PlotNumber.signed(interval.estimate, decimals: decimals),
          interval.bounds.map { bounds in
            "[\(PlotNumber.signed(bounds.lowerBound, decimals: decimals)), "
              + "\(PlotNumber.signed(bounds.upperBound, decimals: decimals))]"
          } ?? "–",
        ]).map { HTML.Cell($0) })
    }
    guard !rows.isEmpty else { return nil }
    return ReportSection(
      identifier: "ablations", title: "One change at a time",
      html: [
        HTML.text(
          "p", class: "note",
          "What each variant that differs from the baseline in a single setting changes of the \(MetricName.title(primaryMetric, on: comparison.set))."
        ),
        HTML.table(
          header: ["variant", "setting", "baseline", "variant's", "difference", "interval"], rows: rows,
          numeric: [4, 5]),
      ])
  }

  private static func row(_ label: String, _ metric: VariantComparison.Metric) -> IntervalPlot.Row {
    IntervalPlot.Row(
      label, value: metric.contrast.interval.estimate, lower: metric.contrast.interval.lower ?? .nan,
      upper: metric.contrast.interval.upper ?? .nan)
  }

  private static func plot(_ metric: String, _ rows: [IntervalPlot.Row], _ set: EvaluationSet) -> IntervalPlot {
    let better = MetricName.isLowerBetter(metric) ? "left of zero is better" : "right of zero is better"
    var plot = IntervalPlot(
      "Difference in \(MetricName.title(metric, on: set))",
      xLabel: "variant − baseline, \(MetricName.differenceUnit(metric)); \(better)", rows)
    plot.leastReach = MetricName.leastSpan(metric) / 5
    plot.isLessBetter = MetricName.isLowerBetter(metric)
    plot.decimals = MetricName.decimals(metric)
    return plot
  }
}
