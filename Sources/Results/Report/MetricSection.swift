import Pages

extension ReportContent {
  /// The names of the metrics with their units and what they measure.
  var metricSection: ReportSection? {
    let names = allMetrics.filter { MetricName.definition($0) != nil }
    guard !names.isEmpty else { return nil }
    let entries = names.map { name in
      let way = MetricName.isLowerBetter(name) ? "lower is better" : "higher is better"
      let isYardstick = name == "attention_cross_entropy_even"
      let unit = MetricName.unit(name) + (isYardstick ? "" : "; \(way)")
      return HTML.text("dt", MetricName.isLoss(name) ? "loss" : MetricName.title(name))
        + "<dd><span id=\"\(Self.identifier(name))\">\((MetricName.definition(name) ?? "").markupEscaped)</span> "
        + "In \(unit.markupEscaped).</dd>"
    }
    return ReportSection(
      identifier: "metrics", title: "Metrics", html: [HTML.element("dl", entries.joined(separator: "\n"))])
  }

  /// All metrics of the runs' validations and tests.
  private var allMetrics: [String] {
    groups.metrics + (tested?.metrics ?? []).filter { !groups.metrics.contains($0) }
  }

  private static func identifier(_ metric: String) -> String {
    "metric-\(metric.replacingOccurrences(of: "_", with: "-").markupEscaped)"
  }

  /// A metric's name for a table, with its definition if it has one.
  static func term(_ metric: String, on set: EvaluationSet) -> HTML.Cell {
    let title = MetricName.title(metric, on: set)
    guard let definition = MetricName.definition(metric) else { return HTML.Cell(title) }
    return HTML.Cell(html: HTML.term(title, definition: definition, identifier: identifier(metric)))
  }
}
