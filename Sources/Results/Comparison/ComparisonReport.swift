import Basics
import CodeMetrics
import Pages

/// Compares all variants of a selection with a baseline.
package struct ComparisonReport: Encodable, Sendable {
  package var baseline: String
  package var comparisons: [VariantComparison]
  package var confidence: Double
  package var rounds: Int

  /// - Parameters:
  ///   - baseline: the index of the baseline among the variants.
  ///   - metrics: the names of the metrics; empty for all.
  /// - Throws: `ResultsError.nothingToCompare`, `InvalidSetting`.
  package init(
    _ groups: VariantGroups, baseline: Int, metrics: [String] = [], name: String,
    bootstrap: PairedBootstrap = PairedBootstrap()
  ) throws {
    try bootstrap.validate()
    let variants = groups.variants
    guard variants.count > 1 else {
      throw ResultsError.nothingToCompare(name, reason: "all runs have the same settings but for their seeds")
    }
    let names = metrics.isEmpty ? groups.metrics : metrics
    if let unknown = names.first(where: { !groups.metrics.contains($0) }) {
      throw ResultsError.nothingToCompare(
        name, reason: "no run was validated with '\(unknown)'; there are \(groups.metrics.joined(separator: ", "))")
    }
    let others = variants.indices.filter { $0 != baseline }
    comparisons = try others.mappedInParallel { other in
      Result {
        try VariantComparison(variants[baseline], against: variants[other], metrics: names, bootstrap: bootstrap)
      }
    }.map { try $0.get() }
    self.baseline = variants[baseline].label
    confidence = bootstrap.confidence
    rounds = bootstrap.rounds
  }

  /// What was left out, with the variant it concerns.
  package var notes: [String] {
    comparisons.flatMap { comparison in comparison.notes.map { "\(comparison.variant): \($0)" } }
  }

  /// The share of a number of rounds cannot be resolved below one round.
  private func pText(_ value: Double) -> String {
    let least = 1 / Double(rounds)
    return value < least ? "< \(PlotNumber.short(least))" : PlotNumber.fixed(value, decimals: 3)
  }

  /// A row for each variant and metric.
  package var table: TextTable {
    var table = TextTable(
      header: [
        "variant", "metric", "baseline", "variant's", "difference", "\(PlotNumber.short(100 * confidence)) % interval",
        "p",
        "over",
      ], numeric: [2, 3, 4, 5, 6])
    for comparison in comparisons {
      for metric in comparison.metrics {
        let decimals = MetricName.decimals(metric.name)
        func number(_ value: Double) -> String { PlotNumber.fixed(value, decimals: decimals) }
        func signed(_ value: Double) -> String { PlotNumber.signed(value, decimals: decimals) }
        let interval = metric.lower.flatMap { lower in metric.upper.map { "[\(signed(lower)), \(signed($0))]" } }
        table.rows.append([
          comparison.variant, MetricName.title(metric.name), number(metric.baseline), number(metric.variant),
          signed(metric.difference), interval ?? "–", metric.pValue.map(pText) ?? "–",
          metric.over,
        ])
      }
    }
    return table
  }
}

extension VariantComparison.Metric {
  /// The data behind the interval: `3 seeds × 100 samples`.
  package var over: String {
    let seedText = "\(seeds) seed\(seeds == 1 ? "" : "s")"
    return switch basis {
    case .seedsAndSamples: "\(seedText) × \(samples) samples"
    case .samples: "\(samples) samples"
    case .seeds: seedText
    case .none: "one run each"
    }
  }
}
