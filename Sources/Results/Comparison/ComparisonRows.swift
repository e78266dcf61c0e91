import Basics
import Foundation
import Statistics

/// A comparison as a tidy table for other programs: a row for each contrast, metric and set, with numbers in full.
package enum ComparisonRows {
  /// The columns, documented in docs/formats.md.
  package static let columns = [
    "variant", "baseline", "metric", "set", "higher_is_better", "n_seeds", "n_samples", "baseline_mean", "baseline_sd",
    "mean", "sd", "difference", "lower", "upper", "confidence", "p_value", "p_adjusted", "effect_size",
    "better_share", "interval_method", "test_method", "reason",
  ]

  /// All rows of some comparisons as CSV, with the header. A value that cannot be given is an empty cell.
  package static func csv(_ reports: [ComparisonReport]) -> String {
    let rows = reports.flatMap { report in
      report.comparisons.flatMap { comparison in comparison.metrics.map { row(report, comparison, $0) } }
    }
    let form = DelimitedText.commas
    return ([form.line(columns)] + rows.map(form.line)).map { $0 + form.lineEnd }.joined()
  }

  private static func row(
    _ report: ComparisonReport, _ comparison: VariantComparison, _ metric: VariantComparison.Metric
  ) -> [String?] {
    let contrast = metric.contrast
    return [
      TextTable.withoutFormula(comparison.variant), TextTable.withoutFormula(comparison.baseline),
      TextTable.withoutFormula(metric.name), report.set.rawValue,
      MetricName.isLowerBetter(metric.name) ? "false" : "true", "\(metric.seeds)", "\(metric.samples)",
      number(metric.baseline), number(metric.baselineDeviation), number(metric.variant),
      number(metric.variantDeviation), number(contrast.interval.estimate), number(contrast.interval.lower),
      number(contrast.interval.upper), number(contrast.interval.confidence), number(contrast.test?.p),
      number(contrast.pHolm), number(contrast.effect?.value), number(contrast.betterSamples?.value),
      contrast.interval.bounds == nil ? nil : contrast.interval.method, contrast.test?.method,
      contrast.interval.reason,
    ]
  }

  /// The shortest text that reads back as the same number; nil for what is no number.
  private static func number(_ value: Double?) -> String? {
    value.flatMap { $0.isFinite ? "\($0)" : nil }
  }
}
