import Basics
import Pages
import Statistics

/// What a study found, in sentences.
struct StudyStatement {
  let plan: StudyPlan
  let analysis: StudyAnalysis
  let results: StudyResults

  /// One sentence for each confirmatory contrast, or why there is none yet.
  var findings: [String] {
    guard analysis.awaited.isEmpty else {
      return [
        "\(analysis.awaited.count) of \(plan.runs.count) runs are still missing, so the planned contrasts are not computed: a "
          + "look before the end could decide when the study ends."
      ] + analysis.spreads.map(noise)
    }
    return analysis.confirmatory.map(sentence)
  }

  private func sentence(_ row: StudyAnalysis.Row) -> String {
    let statistics = row.statistics
    let decimals = StudyScore.decimals(row.score)
    func signed(_ value: Double) -> String { PlotNumber.signed(value, decimals: decimals) }
    let difference =
      "\(row.arm) − \(row.against): \(signed(statistics.interval.estimate)) \(StudyScore.title(row.score))"
    let bounds = statistics.interval.bounds.map { " [\(signed($0.lowerBound)), \(signed($0.upperBound))]" } ?? ""
    let p = statistics.pHolm.map { ", p (Holm) \(PlotNumber.fixed($0, decimals: 3))" } ?? ""
    let units = "\(row.seeds) paired seeds" + (row.samples > 0 ? " × \(row.samples) test samples" : "")
    return "\(difference)\(bounds) (\(units)\(p)): \(verdict(row))."
  }

  private func noise(_ spread: BlindSpread) -> String {
    let decimals = StudyScore.decimals(spread.score)
    func fixed(_ value: Double) -> String { PlotNumber.fixed(value, decimals: decimals) }
    return
      "The seeds' differences in \(StudyScore.title(spread.score)) between \(spread.arm) and \(spread.against) have a "
      + "standard deviation of \(fixed(spread.deviation)) (\(spread.seeds) seeds); the plan expects \(fixed(spread.expected)). "
      + "The differences themselves stay hidden."
  }

  private func verdict(_ row: StudyAnalysis.Row) -> String {
    let statistics = row.statistics
    let level = 1 - plan.settings.confidence
    let isDifferent = (statistics.pHolm ?? 1) <= level
    let excludesZero = statistics.interval.bounds.map { !$0.contains(0) } ?? false
    if isDifferent, excludesZero { return "a difference" }
    guard let equivalence = statistics.equivalence else { return "no difference can be claimed" }
    let margin = "±\(PlotNumber.fixed(equivalence.margin, decimals: StudyScore.decimals(row.score)))"
    return equivalence.isEquivalent
      ? "no difference can be claimed, and one beyond \(margin) is ruled out"
      : "no difference can be claimed, nor is one beyond \(margin) ruled out"
  }

  /// What happened to the plan and its runs.
  var events: [String] {
    results.ledger.entries.map { entry in
      let plan = "plan \(entry.plan.prefix(12))…"
      let reason = entry.reason.map { ": \($0)" } ?? ""
      switch entry.event {
      case .registered: return "\(entry.date): the first run began, \(plan)"
      case .amended: return "\(entry.date): the plan was amended, \(plan)\(reason)"
      case .lost: return "\(entry.date): the run \(entry.arm ?? ""), seed \(entry.seed ?? 0), is lost\(reason)"
      }
    } + (results.missing.isEmpty ? [] : ["missing: \(results.missing.map(\.description).joined(separator: "; "))"])
  }

  /// Cost and machines.
  var costs: [String] {
    let records = results.runs.map(\.record)
    let hours = PlotNumber.fixed(records.reduce(0) { $0 + $1.coreHours }, decimals: 1)
    let processors = Set(records.map(\.processor)).sorted().joined(separator: "; ")
    let versions = Set(records.map { $0.version + ($0.commit.isEmpty ? "" : " (\($0.commit.prefix(10)))") }).sorted()
    return [
      "\(records.count) runs of \(PlotNumber.short(Double(records.first?.parameters ?? 0))) parameters took \(hours) core-hours",
      "processors: \(processors)", "Fovea \(versions.joined(separator: ", "))",
    ]
  }
}
