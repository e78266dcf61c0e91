import Basics
import Pages
import Statistics

/// Compares all variants of a selection with a baseline.
package struct ComparisonReport: Encodable, Sendable {
  package var baseline: String
  /// The samples that the values come from.
  package var set: EvaluationSet
  package var comparisons: [VariantComparison]
  package var confidence: Double
  /// What limits every conclusion from the comparison.
  package var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case baseline, comparisons, confidence, warnings
    case set = "on"
  }

  /// - Parameters:
  ///   - baseline: the index of the baseline among the variants.
  ///   - metrics: the names of the metrics; empty for all.
  ///   - set: whether to compare the validations or the test sets of the runs.
  /// - Throws: `ResultsError`, `InvalidSetting`, and what reading the test predictions throws.
  package init(
    _ validated: VariantGroups, baseline: Int, metrics: [String] = [], name: String,
    on set: EvaluationSet = .validation,
    settings: ContrastSettings = ContrastSettings()
  ) throws {
    try settings.validate()
    try self.init(
      measured: set == .test ? try validated.tested(name: name) : validated, baseline: baseline, metrics: metrics,
      name: name, on: set, settings: settings)
  }

  /// - Parameter groups: the variants with the results of `set`.
  /// - Throws: `ResultsError` and `InvalidSetting`.
  init(
    measured groups: VariantGroups, baseline: Int, metrics: [String] = [], name: String, on set: EvaluationSet,
    settings: ContrastSettings = ContrastSettings()
  ) throws {
    let variants = groups.variants
    guard variants.count > 1 else {
      throw ResultsError.nothingToCompare(name, reason: "all runs have the same settings but for their seeds")
    }
    let tasks = groups.tasks
    guard tasks.count < 2 else { throw ResultsError.differentTasks(name, tasks: tasks) }
    let names = metrics.isEmpty ? groups.metrics : metrics
    if let unknown = names.first(where: { !groups.metrics.contains($0) }) {
      throw ResultsError.unknownMetric(unknown, set: set.rawValue, known: groups.metrics)
    }
    let others = variants.indices.filter { $0 != baseline }
    comparisons = try others.mappedInParallel { other in
      Result { try VariantComparison(variants[baseline], against: variants[other], metrics: names, settings: settings) }
    }.map { try $0.get() }
    self.baseline = variants[baseline].label
    self.set = set
    confidence = settings.confidence
    let isSelected = set == .validation && groups.isSelectedByValidation
    warnings = (isSelected ? [Self.selectionWarning] : []) + [groups.versionWarning].compactMap { $0 }
    adjustForAll()
  }

  static let selectionWarning =
    "these validation samples also selected each run's checkpoint, so their values are optimistic: do not conclude from "
    + "them, but compare test predictions with --on test, which needs evaluation.test in the runs' configuration"

  /// Holm's adjustment over all contrasts: every metric of every variant.
  private mutating func adjustForAll() {
    var contrasts = comparisons.flatMap { $0.metrics.map(\.contrast) }
    HolmAdjustment.adjust(&contrasts)
    var adjusted = contrasts.makeIterator()
    for place in comparisons.indices {
      for metric in comparisons[place].metrics.indices {
        if let contrast = adjusted.next() { comparisons[place].metrics[metric].contrast = contrast }
      }
    }
  }

  /// What was left out, with the variant it concerns.
  package var notes: [String] {
    comparisons.flatMap { comparison in comparison.notes.map { "\(comparison.variant): \($0)" } }
  }

  /// The answers about equivalence and power, for each variant and metric.
  package var remarks: [String] {
    comparisons.flatMap { comparison in
      comparison.metrics.flatMap { metric in
        metric.contrast.remarks(decimals: MetricName.decimals(metric.name)).map {
          "\(comparison.variant), \(MetricName.title(metric.name, on: set)): \($0)"
        }
      }
    }
  }

  /// A row for each variant and metric.
  package var table: TextTable {
    var table = TextTable(
      header: ["variant", "metric", "baseline", "variant's"]
        + Contrast.header(confidence: "\(PlotNumber.short(100 * confidence)) %"),
      numeric: [2, 3, 4, 5, 6, 7, 8, 9])
    for comparison in comparisons {
      for metric in comparison.metrics {
        let decimals = MetricName.decimals(metric.name)
        table.rows.append(
          [
            comparison.variant, MetricName.title(metric.name, on: set),
            PlotNumber.fixed(metric.baseline, decimals: decimals), PlotNumber.fixed(metric.variant, decimals: decimals),
          ] + metric.contrast.cells(decimals: decimals))
      }
    }
    return table
  }

  /// How to read the columns.
  package static let legend =
    "p: two-sided, without adjustment; p (Holm): adjusted for all rows; d_z: mean difference over the standard deviation "
    + "of the seeds' differences, with Hedges' correction; better: share of samples with a higher score, ties counted half"
}
