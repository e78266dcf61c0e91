import Basics
import CodeMetrics
import Foundation

/// What a report is made of: the runs of a selection, read and grouped.
package struct ReportContent: Sendable {
  package let name: String
  package let groups: VariantGroups
  /// The place of the variant that the others are compared with; in a sweep, just the first.
  package let baseline: Int
  /// The metric that decides which variant is best: what the runs were validated by.
  package let objective: String
  /// Nil where there is nothing to compare.
  package let comparison: ComparisonReport?
  /// Where the runs are trials of a sweep.
  package let sweep: SweepOutcome?
  package let warnings: [String]
  package let created: Date

  package var variants: [Variant] { groups.variants }
  package var runs: [RunDetails] { variants.flatMap(\.runs) }

  /// Reads the runs' folders, on all cores.
  ///
  /// - Parameters:
  ///   - baselineLabel: the baseline's label; nil to choose.
  ///   - isCompared: whether differences are tested, which takes time.
  /// - Throws: `ResultsError`.
  package init(
    _ selection: RunSelection, baseline baselineLabel: String? = nil, isCompared: Bool = true, created: Date = Date()
  ) throws {
    let runs = selection.runs.mappedInParallel { RunDetails($0, folder: selection.folder(of: $0)) }
    let groups = VariantGroups(runs)
    let baseline = try groups.baseline(named: baselineLabel)
    let isSweep = groups.isSweep || access("\(selection.folder)/\(SweepOutcome.fileName)", F_OK) == 0
    let comparison =
      isCompared && groups.variants.count > 1 && (baselineLabel != nil || !isSweep)
      ? try ComparisonReport(groups, baseline: baseline ?? 0, name: selection.name) : nil
    self.init(
      name: selection.name, folder: selection.folder, groups: groups, baseline: baseline ?? 0, comparison: comparison,
      warnings: selection.warnings, created: created)
  }

  /// The same of runs that have been read already, without tests of differences.
  ///
  /// - Parameter folder: the one that holds them all.
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
      sweep = try SweepOutcome(of: folder)
    } catch {
      sweep = nil
      let problem = (error as? DecodingError)?.briefly ?? Diagnosis(of: error).problem
      warnings.append("\(folder)/\(SweepOutcome.fileName): \(problem)")
    }
    self.warnings = warnings
    let criterion = sweep?.objective?.metric ?? groups.variants.first?.settings["validation.criterion"] ?? "loss"
    objective = groups.metrics.contains(criterion) ? criterion : groups.metrics.first ?? "loss"
  }

  /// Whether many set-ups were tried rather than a few compared.
  var isSweep: Bool { groups.isSweep || sweep != nil && variants.count > 1 }

  /// The variants' places, the best by the objective first; those without a result last.
  ///
  /// Before all others comes the trial that its sweep found best, which is one of those that came farthest: another may have
  /// a better value early and never have been followed.
  package var ranking: [Int] {
    let sorted = sortedByObjective
    guard let winner = sorted.first(where: { isBestOfSweep(variants[$0]) }) else { return sorted }
    return [winner] + sorted.filter { $0 != winner }
  }

  private func isBestOfSweep(_ variant: Variant) -> Bool {
    guard let best = sweep?.best, variant.runs.count == 1 else { return false }
    return sweep?.trial(inFolder: (variant.runs[0].folder as NSString).lastPathComponent)?.trial == best
  }

  private var sortedByObjective: [Int] {
    variants.indices.sorted { first, second in
      let values = [first, second].map { variants[$0].statistics(of: objective).mean }
      guard values[0].isFinite else { return false }
      guard values[1].isFinite else { return true }
      return MetricName.isLoss(objective) ? values[0] < values[1] : values[0] > values[1]
    }
  }

  /// The baseline and the best of the others, or the best alone where no baseline was meant: as many as a plot can tell
  /// apart.
  package func shown(atMost count: Int) -> [Int] {
    if isSweep && comparison == nil { return Array(ranking.prefix(count)) }
    return [baseline] + ranking.filter { $0 != baseline }.prefix(count - 1)
  }

  /// Scores that stand for themselves; components of CodeBLEU are left to the tables.
  package var mainMetrics: [String] { groups.metrics.filter { !$0.hasPrefix("codebleu_") } }
}
