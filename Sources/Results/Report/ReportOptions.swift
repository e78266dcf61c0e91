import Basics
import Foundation
import Runs

/// What a report compares and how.
package struct ReportOptions: Sendable {
  /// The baseline's label; nil to choose.
  package var baseline: String?
  /// The samples to compare on; nil for the test sets if all runs have one, and the validations besides.
  package var set: EvaluationSet?
  /// The primary metric; nil for the runs' validation criterion.
  package var metric: String?
  /// The largest negligible difference of the primary metric, in its unit; nil for no test of equivalence.
  package var equivalenceMargin: Double?

  package init(
    baseline: String? = nil, on set: EvaluationSet? = nil, metric: String? = nil, equivalenceMargin: Double? = nil
  ) {
    self.baseline = baseline
    self.set = set
    self.metric = metric
    self.equivalenceMargin = equivalenceMargin
  }
}

/// The variants with the results of their test sets, as far as a report has use for them.
struct TestedVariants {
  private(set) var groups: VariantGroups?
  /// Why test sets that are there are left out.
  private(set) var warning: String?

  init() {}

  /// - Parameter set: the samples that were asked for; nil to use test sets if all runs have one.
  /// - Throws: what reading them throws, if they were asked for.
  init(_ validated: VariantGroups, name: String, _ set: EvaluationSet?) throws {
    switch set {
    case .validation: return
    case .test: groups = try validated.tested(name: name)
    case nil:
      let runs = validated.variants.flatMap(\.runs)
      // Most experiments have none, and nothing is missing then.
      guard runs.contains(where: { access("\($0.folder)/\(RunFolder.test)", F_OK) == 0 }) else { return }
      do {
        groups = try validated.tested(name: name)
      } catch {
        warning = "the test sets are left out: \(Diagnosis(of: error).problem)"
      }
    }
  }
}
