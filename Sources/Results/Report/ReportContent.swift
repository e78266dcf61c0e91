import Basics
import Foundation
import Runs

/// The content of a report: the runs of a selection, read and grouped.
package struct ReportContent: Sendable {
  package let name: String
  package let groups: VariantGroups
  /// The index of the variant that the others are compared with; in a sweep, simply the first.
  package let baseline: Int
  /// The metric that decides which variant is best: the runs' validation criterion.
  package let objective: String
  /// Nil if there is nothing to compare.
  package let comparison: ComparisonReport?
  /// The sweep's summary if the runs are trials of a sweep.
  package let sweep: SweepSummary?
  package let warnings: [String]
  package let created: Date
  /// Published results to show apart from the runs' own; nil for none.
  package var published: PublishedResults?

  package var variants: [Variant] { groups.variants }
  package var runs: [RunDetails] { variants.flatMap(\.runs) }

  /// Reads the runs' folders, using all cores.
  ///
  /// - Parameters:
  ///   - baselineLabel: the baseline's label; nil to choose.
  ///   - isCompared: whether to test differences, which takes time.
  ///   - set: the samples to test differences on.
  /// - Throws: `ResultsError`.
  package init(
    _ selection: RunSelection, baseline baselineLabel: String? = nil, isCompared: Bool = true,
    on set: EvaluationSet = .validation, created: Date = Date()
  ) throws {
    let runs = selection.runs.mappedInParallel { RunDetails($0, folder: selection.folder(of: $0)) }
    let groups = VariantGroups(runs)
    let baseline = try groups.baseline(named: baselineLabel)
    let isSweep = groups.isSweep || access("\(selection.folder)/\(SweepSummary.fileName)", F_OK) == 0
    let comparison =
      isCompared && groups.variants.count > 1 && (baselineLabel != nil || !isSweep)
      ? try ComparisonReport(groups, baseline: baseline ?? 0, name: selection.name, on: set) : nil
    self.init(
      name: selection.name, folder: selection.folder, groups: groups, baseline: baseline ?? 0, comparison: comparison,
      warnings: selection.warnings, created: created)
  }

  /// Uses runs that have been read already, and does not test differences.
  ///
  /// - Parameter folder: the folder that contains them all.
  init(name: String, folder: String, runs: [RunDetails], warnings: [String]) {
    let groups = VariantGroups(runs)
    let baseline = (try? groups.baseline(named: nil)) ?? 0
    self.init(
      name: name, folder: folder, groups: groups, baseline: baseline, comparison: nil, warnings: warnings,
      created: Date())
  }

  private init(
    name: String, folder: String, groups: VariantGroups, baseline: Int, comparison: ComparisonReport?,
    warnings: [String], created: Date
  ) {
    self.name = name
    self.groups = groups
    self.baseline = baseline
    self.comparison = comparison
    self.created = created
    var warnings = warnings
    do {
      sweep = try SweepSummary(of: folder)
    } catch {
      sweep = nil
      let problem = (error as? DecodingError)?.briefly ?? Diagnosis(of: error).problem
      warnings.append("\(folder)/\(SweepSummary.fileName): \(problem)")
    }
    self.warnings = warnings
    let criterion = sweep?.objective?.metric ?? groups.variants.first?.settings["validation.criterion"] ?? "loss"
    objective = groups.metrics.contains(criterion) ? criterion : groups.metrics.first ?? "loss"
  }

  /// Whether many setups were tried rather than a few compared.
  var isSweep: Bool { groups.isSweep || sweep != nil && variants.count > 1 }

  /// The indices of the variants, the best by the objective first; those without a result last.
  ///
  /// The trial that its sweep found best precedes all others. It is one of those at the highest rung; another trial may
  /// have a better value at an early rung where it stopped.
  package var ranking: [Int] {
    let sorted = sortedByObjective
    guard let winner = sorted.first(where: { isBestOfSweep(variants[$0]) }) else { return sorted }
    return [winner] + sorted.filter { $0 != winner }
  }

  private func isBestOfSweep(_ variant: Variant) -> Bool {
    guard let best = sweep?.best, variant.runs.count == 1 else { return false }
    return sweep?.trial(inFolder: PathName.last(of: variant.runs[0].folder))?.trial == best
  }

  private var sortedByObjective: [Int] {
    variants.indices.sorted { first, second in
      let values = [first, second].map { variants[$0].statistics(of: objective).mean }
      guard values[0].isFinite else { return false }
      guard values[1].isFinite else { return true }
      return MetricName.isLowerBetter(objective) ? values[0] < values[1] : values[0] > values[1]
    }
  }

  /// The baseline and the best of the others, or only the best if there is no baseline: as many as a plot can
  /// distinguish.
  package func shown(atMost count: Int) -> [Int] {
    if isSweep && comparison == nil { return Array(ranking.prefix(count)) }
    return [baseline] + ranking.filter { $0 != baseline }.prefix(count - 1)
  }

  /// The main scores; the components of CodeBLEU appear only in the tables.
  package var mainMetrics: [String] {
    // The cross-entropy to even attention is the same for all models of a fold: a yardstick, not a result.
    groups.metrics.filter { !$0.hasPrefix("codebleu_") && $0 != "attention_cross_entropy_even" }
  }
}
