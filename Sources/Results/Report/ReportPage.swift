import Basics
import Foundation
import Pages

/// Combines sections into a page that needs no other file and no network.
enum ReportPage {
  /// - Parameter tables: the names of the files with the comparison, which are beside the page.
  static func html(_ content: ReportContent, _ sections: [ReportSection], tables: [String] = []) -> String {
    let links = sections.map { "<a href=\"#\($0.identifier)\">\($0.title.markupEscaped)</a>" }.joined(separator: "\n")
    return HTMLPage(
      title: "\(content.name) – Fovea", policy: .script(ChartScript.text),
      body: """
        <header>
        \(HTML.text("h1", content.name))
        \(HTML.text("p", class: "note", "Experiment report, \(content.created.formatted(.iso8601))"))
        \(content.headlineHTML)
        \(content.comparison == nil ? "" : HTML.text("p", class: "note", content.primaryNote))
        \(facts(content))
        <nav aria-label="Sections">\(links)</nav>
        \(tableLinks(tables))</header>
        <main>
        \(sections.map(\.rendered).joined())</main>
        <footer>Made by Fovea \(FoveaVersion.current) from the runs' own files.</footer>
        <script>\(ChartScript.text)</script>
        """
    ).html
  }

  private static func tableLinks(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let links = names.map { name in
      let address = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
      return "<a href=\"./\(address.markupEscaped)\">\(name.markupEscaped)</a>"
    }
    return "<p class=\"note\">The comparison as a table: \(links.joined(separator: ", "))</p>\n"
  }

  /// The few numbers that a reader wants to see first.
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
