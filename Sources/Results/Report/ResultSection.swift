import Basics
import CodeMetrics
import Foundation
import Pages
import Statistics

extension ReportContent {
  /// The variants with their metrics on the test set, if they have one, and at their best validations.
  var resultSection: ReportSection? {
    let metrics = groups.metrics
    guard !metrics.isEmpty || tested?.metrics.isEmpty == false else { return nil }
    let way = MetricName.isLowerBetter(objective) ? "lowest" : "highest"
    let header = Self.header(metrics, .validation)
    let floors = self.floors
    let tests = tested.map { tested in
      [HTML.text("h3", "On the test set, the checkpoint of each run's best validation")]
        + Self.folded(rows(tested), header: Self.header(tested.metrics, .test))
        + [HTML.text("h3", "At each run's best validation, which also chose the checkpoint")]
    }
    let floorNotes = ([floors?.parsing?.warning] + (floors?.notes ?? [])).compactMap { $0 }
    return ReportSection(
      identifier: "results", title: "Results",
      html: [
        HTML.text(
          "p", class: "note",
          "Mean ± standard deviation over a variant's runs, one of each seed\(tested == nil ? ", at each run's best validation" : ""). Ordered by \(MetricName.title(objective)), the \(way) first. Scores are in percent."
        )
      ] + (tests ?? []) + Self.folded(rows(groups), header: header) + Self.floorTable(floors, metrics, header: header)
        + floorNotes.map { HTML.text("p", class: "note", $0) })
  }

  private static func header(_ metrics: [String], _ set: EvaluationSet) -> [HTML.Cell] {
    [HTML.Cell("variant"), HTML.Cell("runs")] + metrics.map { term($0, on: set) }
  }

  /// A row for each variant, the best by the objective of the validations first.
  private func rows(_ groups: VariantGroups) -> [[HTML.Cell]] {
    ranking.map { place in
      let variant = groups.variants[place]
      let name = variant.label + (place == baseline && isBaselineWorthSaying ? " (baseline)" : "")
      return [HTML.Cell(name), HTML.Cell("\(variant.runs.count)")]
        + groups.metrics.map { metric in
          HTML.Cell(Self.text(variant.statistics(of: metric), decimals: MetricName.decimals(metric)))
        }
    }
  }

  /// The scores of outputs that know nothing of the code, in a table of their own below the variants'.
  private static func floorTable(_ floors: MetricFloors?, _ metrics: [String], header: [HTML.Cell]) -> [String] {
    guard let floors else { return [] }
    return [
      HTML.text("p", class: "note", "What outputs that know nothing of the code score on the same references:"),
      HTML.table(
        header: [HTML.Cell("output")] + header.dropFirst(), rows: Self.rows(of: floors, metrics: metrics),
        numeric: Set(1..<header.count)),
    ]
  }

  /// A table with the rows after the first dozen folded.
  private static func folded(_ rows: [[HTML.Cell]], header: [HTML.Cell]) -> [String] {
    let numeric = Set(1..<header.count)
    let first = HTML.table(header: header, rows: Array(rows.prefix(12)), numeric: numeric)
    guard rows.count > 12 else { return [first] }
    let rest = HTML.table(header: header, rows: Array(rows.dropFirst(12)), numeric: numeric)
    return [first, HTML.details("The other \(rows.count - 12)", rest)]
  }

  private var isBaselineWorthSaying: Bool {
    variants.count > 1 && !isSweep && !variants[baseline].label.lowercased().contains("baseline")
  }

  static func text(_ statistics: SampleStatistics, decimals: Int) -> String {
    guard statistics.count > 0 else { return "–" }
    let mean = PlotNumber.fixed(statistics.mean, decimals: decimals)
    return statistics.deviation.map { "\(mean) ± \(PlotNumber.fixed($0, decimals: decimals))" } ?? mean
  }

  /// Every run with its state.
  var runSection: ReportSection? {
    let rows = runs.map { run in
      let record = run.record
      return [
        HTML.Cell(record.label), HTML.Cell(html: Self.badge(record.state)),
        HTML.Cell(record.seed.map { "\($0)" } ?? "–"),
        HTML.Cell(record.ranks.map { "\($0)" } ?? "–"), HTML.Cell(record.steps.map { "\($0)" } ?? "–"),
        HTML.Cell(
          record.value(of: objective).map { PlotNumber.fixed($0, decimals: MetricName.decimals(objective)) } ?? "–"),
        HTML.Cell(record.bestStep.map { "\($0)" } ?? "–"), HTML.Cell(Self.duration(record.seconds)),
        HTML.Cell(record.failure ?? ""),
      ]
    }
    return ReportSection(
      identifier: "runs", title: "Runs",
      html: [
        HTML.table(
          header: [
            "run", "state", "seed", "ranks", "steps", MetricName.title(objective), "best at step", "time", "failure",
          ], rows: rows, numeric: [2, 3, 4, 5, 6, 7])
      ])
  }

  static func badge(_ state: RunRecord.State) -> String {
    HTML.text("span", class: "badge \(state.rawValue)", state.rawValue.replacingOccurrences(of: "_", with: " "))
  }

  static func duration(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
    let whole = Int(seconds.rounded())
    return whole < 120
      ? "\(whole) s"
      : whole < 7200 ? "\(whole / 60) min" : String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
  }

  /// Problems with the runs' files.
  var problemSection: ReportSection? {
    let lines = warnings + runs.flatMap { run in run.problems.map { "\(run.record.label): \($0)" } }
    guard !lines.isEmpty else { return nil }
    return ReportSection(
      identifier: "problems", title: "What could not be read",
      html: [HTML.element("ul", lines.map { HTML.text("li", $0) }.joined())])
  }
}
