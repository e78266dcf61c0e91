import Basics
import Foundation
import Pages

/// The pages of the live view.
package struct LivePages: Sendable {
  private let runs: [LiveRuns]
  private let files: [ServedFiles]
  private let hosts: HostCheck
  private let kept = KeptPages()

  /// - Parameters:
  ///   - roots: the folders of the results; of experiments with the same name, the first is shown.
  ///   - host: the address that the server listens on.
  package init(roots: [String], host: String) {
    runs = roots.map { LiveRuns(root: $0) }
    files = roots.map { ServedFiles(root: $0) }
    hosts = HostCheck(host: host)
  }

  /// Answers a request.
  ///
  /// - Parameters:
  ///   - path: the path as sent, with percent-encoding.
  ///   - host: the Host header.
  ///   - knownTag: the tag of the page that the client already has.
  package func page(method: String, path: String, host: String?, knownTag: String? = nil) -> ServedPage {
    guard hosts.allows(host) else {
      return .refusal(.misdirected, "this server does not go by that name; open it by its address")
    }
    guard method == "GET" else {
      return .refusal(.methodNotAllowed, "this server only shows: it takes GET alone")
    }
    guard path.hasPrefix("/"), let decoded = path.dropFirst().removingPercentEncoding else {
      return .refusal(.badRequest, "the path cannot be read")
    }
    do {
      let page = try self.page(decoded)
      let isKnown = !page.tag.isEmpty && page.tag == knownTag
      return isKnown ? ServedPage(.notModified, page.contentType, Data(), tag: page.tag) : page
    } catch {
      return .refusal(.notFound, Diagnosis(of: error).rendered)
    }
  }

  private func page(_ path: String) throws -> ServedPage {
    let (kind, rest) = path.splitAtFirst("/")
    return switch kind {
    case "" where rest.isEmpty: .html(frame("Results", "<h1>Results</h1>", live: "live/"))
    case "live.js": ServedPage(.ok, "text/javascript; charset=utf-8", Data(Self.script.utf8))
    case "experiment" where !rest.isEmpty: .html(frame(rest, heading(rest), live: "live/\(rest)"))
    case "charts.js": ServedPage(.ok, "text/javascript; charset=utf-8", Data(ChartScript.text.utf8))
    case "comparison" where !rest.isEmpty: try comparison(rest)
    case "live": rest.isEmpty ? try overview() : try experiment(rest)
    case "files": file(rest)
    default: .refusal(.notFound, "there is no such page")
    }
  }

  private func file(_ path: String) -> ServedPage {
    let pages = files.lazy.map { $0.page(path) }
    return pages.first { $0.status == .ok } ?? .refusal(.notFound, "there is no such file")
  }

  private func heading(_ experiment: String) -> String {
    "<p class=\"note\"><a href=\"/\">all results</a></p>" + HTML.text("h1", experiment)
  }

  /// A page with a dynamic part that is fetched, and fetched again whenever it has changed.
  private func frame(_ title: String, _ heading: String, live: String) -> String {
    let source = "/\(live)".addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "/"
    return HTMLPage(
      title: "\(title) – Fovea", policy: .served,
      head: Self.icon + Self.chartScript + "<script src=\"/live.js\" defer></script>\n",
      body: """
        <header>\(heading)</header>
        <main id="live" data-source="\(source.markupEscaped)"><p class="note">Loading …</p></main>
        <footer id="state">Fovea \(FoveaVersion.current). This page updates itself.</footer>
        """
    ).html
  }

  private func overview() throws -> ServedPage {
    let registries = try runs.map { try $0.registry() }
    let now = registries.flatMap(\.runs)
    let rows = Dictionary(grouping: now, by: \.experiment).sorted { first, second in
      let times = [first, second].map { $0.value.compactMap(\.started).max() ?? 0 }
      return times[0] > times[1]
    }.map { experiment, members in
      let states = RunRecord.State.allCases.compactMap { state -> String? in
        let count = members.count { $0.state == state }
        return count > 0 ? "\(ReportContent.badge(state)) \(count)" : nil
      }
      let latest = members.compactMap(\.started).max().map { Date(timeIntervalSince1970: $0).formatted(.iso8601) }
      return [
        HTML.Cell(html: "<a href=\"\(Self.link("experiment", experiment))\">\(experiment.markupEscaped)</a>"),
        HTML.Cell("\(members.count)"), HTML.Cell(html: states.joined(separator: " ")), HTML.Cell(latest ?? "–"),
      ]
    }
    let warnings = registries.flatMap(\.warnings).map { HTML.text("p", class: "note", $0) }.joined()
    let table = HTML.table(header: ["experiment", "runs", "states", "last started"], rows: rows, numeric: [1])
    let html = rows.isEmpty ? HTML.text("p", class: "note", "There are no runs yet.") : table
    return .html(warnings + html, tag: LiveRuns.tag([warnings + html]))
  }

  private func experiment(_ name: String) throws -> ServedPage {
    guard let (content, tag) = try runs.lazy.compactMap({ try $0.content(name) }).first else {
      return .refusal(.notFound, "there is no such experiment")
    }
    if let page = kept.page(tag) { return page }
    let progress = content.runs.filter { $0.record.state == .running }.map { LiveProgress($0).html }
    let figures = content.curveFigures
    let curves = figures.isEmpty ? "" : HTML.section("curves", "Curves", [HTML.figures(figures)])
    let sections = [content.resultSection, content.metricSection, content.runSection, content.problemSection].compactMap
    { $0?.rendered }
    let html =
      ReportPage.facts(content) + comparisonLink(content) + progress.joined() + curves + sections.joined()
      + HTML.section("files", "Files", [fileLinks(content)])
    return kept.keep(.html(html, tag: tag))
  }

  /// A link to the comparison of an experiment with several variants.
  private func comparisonLink(_ content: ReportContent) -> String {
    guard content.variants.count > 1 else { return "" }
    let link = "<a href=\"\(Self.link("comparison", content.name))\">compare the variants</a>"
    return "<p>\(link), with intervals, from what is there now</p>"
  }

  /// The comparison of an experiment as it is now. It takes longer than the curves, so it is made only when somebody asks,
  /// and again only when the runs have changed.
  private func comparison(_ name: String) throws -> ServedPage {
    // Names of experiments alone: a selection would also take the path of any folder.
    let found = try runs.lazy.compactMap { root in try root.content(name).map { (root: root.root, tag: $0.tag) } }.first
    guard let (root, runsTag) = found else {
      return .refusal(.notFound, "there is no such experiment")
    }
    let tag = LiveRuns.tag([runsTag, "comparison"])
    if let page = kept.page(tag) { return page }
    let content = try ReportContent(try RunSelection(name, root: root))
    let sections = [content.resultSection, content.comparisonSection, content.ablationSection, content.metricSection]
    let warnings = content.warnings.map { HTML.text("p", class: "note", $0) }.joined()
    let page = HTMLPage(
      title: "\(name), compared – Fovea", policy: .served, head: Self.icon,
      body: """
        <header><p class="note"><a href="\(Self.link("experiment", name))">curves and runs</a></p>
        \(HTML.text("h1", "\(name), compared"))
        \(content.headlineHTML)\(content.comparison == nil ? "" : HTML.text("p", class: "note", content.primaryNote))
        \(warnings)</header>
        <main>
        \(sections.compactMap { $0?.rendered }.joined())</main>
        <footer>Fovea \(FoveaVersion.current). Reload this page to compare again.</footer>
        """)
    return kept.keep(.html(page.html, tag: tag))
  }

  private func fileLinks(_ content: ReportContent) -> String {
    let names = ["config.yaml", "status.json", "summary.json", "events.jsonl", "environment.jsonl"]
    let items = content.runs.map { run in
      let links = names.filter { access("\(run.folder)/\($0)", R_OK) == 0 }.map { name in
        "<a href=\"\(Self.link("files", RunDiscovery.join(run.record.path, name)))\">\(name)</a>"
      }
      return "<li>\(run.record.label.markupEscaped): \(links.joined(separator: ", "))</li>"
    }
    return "<ul>\(items.joined())</ul>"
  }

  private static func link(_ kind: String, _ path: String) -> String {
    "/\(kind)/\(path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "")".markupEscaped
  }

  /// None: without this, browsers ask for one and complain that there is none.
  private static let icon = "<link rel=\"icon\" href=\"data:,\">\n"
  private static let chartScript = "<script src=\"/charts.js\" defer></script>\n"

  /// Fetches the dynamic part every two seconds and replaces it when its tag has changed.
  private static let script = """
    "use strict";
    const live = document.getElementById("live");
    const state = document.getElementById("state");
    const words = state.textContent;
    let tag = "";
    // What had the focus has it again, and what was open is open: the page changes under the reader every two seconds.
    function replace(html) {
      const key = document.activeElement?.dataset.key;
      const open = new Set([...live.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
      live.innerHTML = html;
      exploreCharts(live);
      for (const summary of live.querySelectorAll("details > summary")) {
        if (open.has(summary.textContent)) summary.parentElement.open = true;
      }
      if (key) live.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({preventScroll: true});
    }
    async function update() {
      try {
        const answer = await fetch(live.dataset.source, {headers: tag ? {"If-None-Match": tag} : {}});
        if (answer.status === 200) {
          replace(await answer.text());
          tag = answer.headers.get("ETag") || "";
        } else if (answer.status !== 304) {
          live.textContent = await answer.text();
        }
        state.textContent = words;
      } catch {
        state.textContent = "The server does not answer; what is shown may be old.";
      }
      setTimeout(update, document.hidden ? 10000 : 2000);
    }
    update();

    """
}

extension String {
  fileprivate func splitAtFirst(_ separator: Character) -> (String, String) {
    guard let place = firstIndex(of: separator) else { return (self, "") }
    return (String(self[..<place]), String(self[index(after: place)...]))
  }
}
