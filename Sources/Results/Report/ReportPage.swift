import Basics
import Foundation
import Pages

/// Assembles the sections into a page that needs no other file and no network.
enum ReportPage {
  static func html(_ content: ReportContent, _ sections: [ReportSection]) -> String {
    let links = sections.map { "<a href=\"#\($0.identifier)\">\($0.title.markupEscaped)</a>" }.joined(separator: "\n")
    return HTMLPage(
      title: "\(content.name) – Fovea", policy: .still,
      body: """
        <header>
        \(HTML.text("h1", content.name))
        \(HTML.text("p", class: "note", "Experiment report, \(content.created.formatted(.iso8601))"))
        \(facts(content))
        <nav>\(links)</nav>
        </header>
        <main>
        \(sections.map(\.rendered).joined())</main>
        <footer>Made by Fovea \(FoveaVersion.current) from the runs' own files.</footer>
        """
    ).html
  }

  /// The most important numbers.
  static func facts(_ content: ReportContent) -> String {
    let runs = content.runs
    let states = Dictionary(grouping: runs, by: \.record.state).mapValues(\.count)
    let stateText = RunRecord.State.allCases.compactMap { state in
      states[state].map { "\($0) \(state.rawValue.replacingOccurrences(of: "_", with: " "))" }
    }.joined(separator: ", ")
    var facts = [("\(runs.count) run\(runs.count == 1 ? "" : "s")", stateText)]
    if content.variants.count > 1 { facts.append(("\(content.variants.count)", "variants")) }
    if let best = content.ranking.first, content.variants[best].statistics(of: content.objective).count > 0 {
      let value = content.variants[best].statistics(of: content.objective)
      let text = PlotNumber.fixed(value.mean, decimals: MetricName.decimals(content.objective))
      facts.append((text, "best \(MetricName.title(content.objective)): \(content.variants[best].label)"))
    }
    let seconds = runs.compactMap(\.record.seconds).reduce(0, +)
    if seconds > 0 { facts.append((ReportContent.duration(seconds), "of training in all")) }
    let parameters = Set(runs.compactMap(\.record.parameters))
    if parameters.count == 1, let count = parameters.first {
      facts.append((PlotNumber.short(Double(count)), "parameters"))
    }
    let items = facts.map { "<li><b>\($0.0.markupEscaped)</b><span>\($0.1.markupEscaped)</span></li>" }
    return "<ul class=\"facts\">\(items.joined())</ul>"
  }
}
