import Basics
import Pages

extension ReportContent {
  /// Published rows with their caveats, set apart from the runs' own results; nil unless a file was given.
  var publishedSection: ReportSection? {
    guard let published, !published.rows.isEmpty else { return nil }
    let shown = published.rows.filter { $0.task == task }
    let others = published.rows.filter { $0.task != task }
    var html = [
      HTML.text(
        "p", class: "note",
        "Numbers that others published, on their data and with their metrics. They are not results of these runs, and a "
          + "row marked \"no\" must not be compared with them."
      )
    ]
    if !shown.isEmpty { html.append(Self.table(shown, published)) }
    if !others.isEmpty {
      html.append(HTML.details(shown.isEmpty ? "All rows" : "Other tasks", Self.table(others, published)))
    }
    return ReportSection(identifier: "published", title: "Published results, not of these runs", html: html)
  }

  /// The task of the runs; nil if they differ or none has a configuration.
  private var task: String? {
    let tasks = Set(runs.compactMap { $0.settings["task"] })
    return tasks.count == 1 ? tasks.first : nil
  }

  private static func table(_ rows: [PublishedResults.Row], _ published: PublishedResults) -> String {
    func number(_ value: Double?) -> String { value.map { PlotNumber.fixed($0, decimals: 2) } ?? "–" }
    return HTML.table(
      header: [
        "work", "system", "data", "metric", "baseline", "value", "difference", "comparable", "why and caveats",
        "checked against",
      ],
      rows: rows.map { row in
        let difference = row.difference.map { ($0 < 0 ? "" : "+") + PlotNumber.fixed($0, decimals: 2) } ?? "–"
        let work = published.sources[row.source].map { "\($0.title) (\($0.venue))" } ?? row.source
        return [
          HTML.Cell(work), HTML.Cell(row.system), HTML.Cell(row.data), HTML.Cell(row.metric),
          HTML.Cell(number(row.baseline)), HTML.Cell(number(row.value)), HTML.Cell(difference),
          HTML.Cell(row.comparable ? "yes" : "no"), HTML.Cell(([row.why] + row.caveats).joined(separator: "; ")),
          HTML.Cell(row.verified ? row.verifiedAgainst : "not verified"),
        ]
      }, numeric: [4, 5, 6])
  }
}
