import Basics
import Pages
import Statistics

/// A comparison as a table for a paper, which needs the package booktabs and no other.
package enum ComparisonLaTeX {
  /// A `table` with caption and label: for each metric, means ± standard deviations, differences, intervals and p.
  ///
  /// - Parameter name: the experiment's, for the caption and the label.
  package static func table(_ report: ComparisonReport, name: String) -> String {
    let percent = PlotNumber.short(100 * report.confidence)
    var lines = [
      "% Needs \\usepackage{booktabs}.", "\\begin{table}", "  \\centering", "  \\caption{\(caption(report, name))}",
      "  \\label{\(label(report, name))}", "  \\begin{tabular}{llrrrrr}", "    \\toprule",
      "    Metric & Variant & Baseline & Variant's & Difference & \(percent)\\,\\% interval & $p$ (Holm) \\\\",
    ]
    for metric in metrics(report) {
      lines.append("    \\midrule")
      let members = report.comparisons.compactMap { comparison in
        comparison.metrics.first { $0.name == metric }.map { (comparison.variant, $0) }
      }
      for (number, member) in members.enumerated() {
        let first = number == 0 ? title(metric, report.set) : ""
        lines.append("    " + row(first, member.0, member.1))
      }
    }
    return (lines + ["    \\bottomrule", "  \\end{tabular}", "\\end{table}"]).joined(separator: "\n")
  }

  private static func caption(_ report: ComparisonReport, _ name: String) -> String {
    let set = report.set == .test ? "the test set" : "the validation samples"
    let words =
      "\(name): differences to \(report.baseline) on \(set). Means ± standard deviations over seeds; "
      + "the arrow shows which direction is better; p is adjusted for all rows by Holm's method."
    return LaTeX.escaped(words)
  }

  /// Letters, digits and hyphens, which are safe in a label.
  private static func label(_ report: ComparisonReport, _ name: String) -> String {
    let plain = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return "tab:\(String(plain.prefix(60)))-\(report.set.rawValue)"
  }

  /// The metrics in the order of the report.
  private static func metrics(_ report: ComparisonReport) -> [String] {
    var names: [String] = []
    for name in report.comparisons.flatMap({ $0.metrics.map(\.name) }) where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  private static func title(_ metric: String, _ set: EvaluationSet) -> String {
    let arrow = MetricName.isLowerBetter(metric) ? "$\\downarrow$" : "$\\uparrow$"
    return "\(LaTeX.escaped(MetricName.title(metric, on: set))) \(arrow)"
  }

  private static func row(_ title: String, _ variant: String, _ metric: VariantComparison.Metric) -> String {
    let decimals = MetricName.decimals(metric.name)
    let interval = metric.contrast.interval
    let bounds = interval.bounds.map { bounds in
      "[\(PlotNumber.signed(bounds.lowerBound, decimals: decimals)), "
        + "\(PlotNumber.signed(bounds.upperBound, decimals: decimals))]"
    }
    let cells = [
      spread(metric.baseline, metric.baselineDeviation, decimals),
      spread(metric.variant, metric.variantDeviation, decimals),
      PlotNumber.signed(interval.estimate, decimals: decimals), bounds ?? "–",
      metric.contrast.pHolm.map(Contrast.pText) ?? "–",
    ]
    return ([title, LaTeX.escaped(variant)] + cells.map(LaTeX.escaped)).joined(separator: " & ") + " \\\\"
  }

  private static func spread(_ mean: Double, _ deviation: Double?, _ decimals: Int) -> String {
    let text = PlotNumber.fixed(mean, decimals: decimals)
    return deviation.map { "\(text) ± \(PlotNumber.fixed($0, decimals: decimals))" } ?? text
  }
}
