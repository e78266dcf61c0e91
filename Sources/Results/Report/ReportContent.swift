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
  /// The metric that the headlines are about: the one that was chosen, or the objective.
  package let primaryMetric: String
  /// Whether the primary metric was chosen when the report was asked for.
  let isMetricChosen: Bool
  /// The largest negligible difference of the primary metric; nil for no test of equivalence.
  let equivalenceMargin: Double?
  /// The comparisons with the baseline: that on the test set, if there is one, before that on the validation samples.
  package let comparisons: [ComparisonReport]
  /// The variants with the results of their test sets; nil if they have none or those are not wanted.
  let tested: VariantGroups?
  /// The sweep's summary if the runs are trials of a sweep.
  package let sweep: SweepSummary?
  package let warnings: [String]
  package let created: Date
  /// Published results to show apart from the runs' own; nil for none.
  package var published: PublishedResults?

  package var variants: [Variant] { groups.variants }
  package var runs: [RunDetails] { variants.flatMap(\.runs) }

  /// The comparison that the headlines are about; nil if there is nothing to compare.
  package var comparison: ComparisonReport? { comparisons.first }

  /// Reads the runs' folders, using all cores.
  ///
  /// - Parameters:
  ///   - options: what to compare and how.
  ///   - isCompared: whether to read test sets and to test differences, which takes time.
  /// - Throws: `ResultsError`, `InvalidSetting`, and with `options.set` what reading the test sets throws.
  package init(
    _ selection: RunSelection, _ options: ReportOptions = ReportOptions(), isCompared: Bool = true,
    created: Date = Date()
  ) throws {
    let runs = selection.runs.mappedInParallel { RunDetails($0, folder: selection.folder(of: $0)) }
    let groups = VariantGroups(runs)
    let baseline = try groups.baseline(named: options.baseline)
    let isSweep = groups.isSweep || access("\(selection.folder)/\(SweepSummary.fileName)", F_OK) == 0
    let tested = isCompared ? try TestedVariants(groups, name: selection.name, options.set) : TestedVariants()
    let isComparable = isCompared && groups.variants.count > 1 && groups.tasks.count < 2
    var comparisons: [ComparisonReport] = []
    if isComparable, options.baseline != nil || !isSweep {
      if let tested = tested.groups {
        comparisons.append(
          try ComparisonReport(measured: tested, baseline: baseline ?? 0, name: selection.name, on: .test))
      }
      if options.set != .test {
        comparisons.append(
          try ComparisonReport(measured: groups, baseline: baseline ?? 0, name: selection.name, on: .validation))
      }
    }
    self.init(
      name: selection.name, folder: selection.folder, groups: groups, baseline: baseline ?? 0,
      comparisons: comparisons, tested: tested.groups, options: options,
      warnings: selection.warnings + [tested.warning].compactMap { $0 }, created: created)
    if let metric = options.metric {
      let known = (tested.groups ?? groups).metrics
      guard known.contains(metric) else {
        throw ResultsError.unknownMetric(
          metric, set: (tested.groups == nil ? EvaluationSet.validation : .test).rawValue, known: known)
      }
    }
  }

  /// Uses runs that have been read already, and does not test differences.
  ///
  /// - Parameter folder: the folder that contains them all.
  init(name: String, folder: String, runs: [RunDetails], warnings: [String]) {
    let groups = VariantGroups(runs)
    let baseline = (try? groups.baseline(named: nil)) ?? 0
    self.init(
      name: name, folder: folder, groups: groups, baseline: baseline, comparisons: [], tested: nil,
      options: ReportOptions(), warnings: warnings, created: Date())
  }

  private init(
    name: String, folder: String, groups: VariantGroups, baseline: Int, comparisons: [ComparisonReport],
    tested: VariantGroups?, options: ReportOptions, warnings: [String], created: Date
  ) {
    self.name = name
    self.groups = groups
    self.baseline = baseline
    self.comparisons = comparisons
    self.tested = tested
    self.created = created
    equivalenceMargin = options.equivalenceMargin
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
    isMetricChosen = options.metric != nil
    primaryMetric = options.metric ?? objective
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
    groups.mainMetrics
  }
}
