import Basics
import Pages
import Statistics

/// A study's report: a page, tables and pictures, made from the committed runs alone, so that they come out the same
/// wherever they are made.
package struct StudyReport {
  private let plan: StudyPlan
  private let analysis: StudyAnalysis
  private let statement: StudyStatement
  private let tables: StudyTables

  /// - Throws: as `StudyResults` and `StudyAnalysis`.
  package init(_ plan: StudyPlan) throws {
    let results = try StudyResults(plan)
    self.plan = plan
    analysis = try StudyAnalysis(results)
    statement = StudyStatement(plan: plan, analysis: analysis, results: results)
    tables = StudyTables(plan: plan, analysis: analysis)
  }

  /// The findings as sentences.
  package var findings: [String] { statement.findings }

  /// Whether the planned contrasts are computed.
  package var isComplete: Bool { analysis.awaited.isEmpty }

  /// The analysis as JSON with sorted keys.
  package func json() throws -> String { try JSONLines.line(analysis) }

  /// Writes `report.html`, `tables.md`, `contrasts.csv`, `contrasts.tex` and the pictures.
  ///
  /// - Throws: `FileFailure`.
  package func write(to folder: String) throws {
    try Folder.make(folder)
    func put(_ text: String, _ name: String) throws { try AtomicFile.write(text, to: PathName.joined(folder, name)) }
    try put(page, "report.html")
    try put(markdown, "tables.md")
    if isComplete {
      try put(tables.csv, "contrasts.csv")
      try put(tables.latex, "contrasts.tex")
    }
    for figure in figures { try put(figure.plot.standalone, "\(figure.name).svg") }
  }

  private var markdown: String {
    var parts =
      ["# \(plan.settings.name)", ""] + Self.wrapped(plan.settings.question) + [""] + Self.items(statement.findings) + [
        ""
      ]
    if isComplete {
      parts += ["## Planned contrasts", "", tables.contrasts(analysis.confirmatory).rendered(.markdown), ""]
    }
    if !analysis.exploratory.isEmpty {
      parts += [
        "## Exploratory", "", Self.wrapped(Self.caution).joined(separator: "\n"), "",
        tables.contrasts(analysis.exploratory).rendered(.markdown), "",
      ]
    }
    parts += ["## Arms", ""] + Self.wrapped(Self.armCaption) + ["", tables.arms.rendered(.markdown), ""]
    parts += ["## Cost", ""] + Self.items(statement.costs) + ["", "## The plan", ""]
    parts += Self.items(statement.events)
    for (title, texts) in agreed { parts += ["", "### \(title)", ""] + Self.items(texts) }
    return parts.joined(separator: "\n") + "\n"
  }

  /// What the plan says about its answer, before there is one.
  private var agreed: [(title: String, texts: [String])] {
    [("What was to be claimed", plan.settings.claims), ("What the study cannot say", plan.settings.limits)]
      .filter { !$0.texts.isEmpty }
  }

  /// A Markdown list with lines of at most 120 characters.
  private static func items(_ texts: [String]) -> [String] {
    texts.flatMap { wrapped($0, first: "- ", others: "  ") }
  }

  private static func wrapped(_ text: String, first: String = "", others: String = "") -> [String] {
    var lines: [String] = []
    var line = first
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 120 {
        lines.append(line)
        line = others + word
      } else {
        line += (line == first ? "" : " ") + word
      }
    }
    return lines + [line]
  }

  private static let caution =
    "Not planned as an answer: no adjustment for the number of rows, so read them as questions for a next study."
  private static let armCaption =
    "Means and standard deviations over the seeds, on the test set. The last rows know nothing of the code: a score means "
    + "little unless it is well above theirs."

  private var page: String {
    let settings = plan.settings
    var sections: [String] = []
    if isComplete {
      sections.append(
        HTML.section(
          "contrasts", "Planned contrasts",
          [HTML.table(tables.contrasts(analysis.confirmatory)), HTML.figures(figures)]))
    }
    if !analysis.exploratory.isEmpty {
      sections.append(
        HTML.section(
          "exploratory", "Exploratory",
          [HTML.text("p", Self.caution), HTML.table(tables.contrasts(analysis.exploratory))]))
    }
    sections.append(
      HTML.section("arms", "Arms", [HTML.text("p", Self.armCaption), HTML.table(tables.arms)] + [armTable]))
    sections.append(HTML.section("cost", "Cost", [Self.list(statement.costs)]))
    sections.append(
      HTML.section(
        "plan", "The plan and what happened to it",
        [Self.list(statement.events), HTML.text("p", "Stopping: \(settings.stopping)")]
          + agreed.map { HTML.text("h3", $0.title) + Self.list($0.texts) }))
    return HTMLPage(
      title: "\(settings.name) – Fovea", policy: .still,
      body: """
        <header>
        \(HTML.text("h1", settings.name))
        \(HTML.text("p", settings.question))
        \(Self.list(statement.findings))
        </header>
        <main>
        \(sections.joined())</main>
        <footer>Made by fovea study report from the committed runs.</footer>
        """
    ).html
  }

  private var armTable: String {
    HTML.table(
      header: ["arm", "what it is", "settings"],
      rows: plan.settings.arms.sorted { $0.key < $1.key }.map { name, arm in
        let settings = arm.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return [HTML.Cell(name), HTML.Cell(arm.about), HTML.Cell(settings)]
      })
  }

  private static func list(_ items: [String]) -> String {
    "<ul>\(items.map { HTML.text("li", $0) }.joined())</ul>"
  }

  /// The differences of each score with their intervals.
  private var figures: [Figure] {
    guard isComplete else { return [] }
    return plan.scores.compactMap { score in
      let rows = (analysis.confirmatory + analysis.exploratory).filter { $0.score == score }.compactMap { row in
        row.statistics.interval.bounds.map { bounds in
          IntervalPlot.Row(
            "\(row.arm) − \(row.against)", value: row.statistics.interval.estimate, lower: bounds.lowerBound,
            upper: bounds.upperBound)
        }
      }
      guard !rows.isEmpty else { return nil }
      var plot = IntervalPlot("Differences in \(StudyScore.title(score))", xLabel: "difference", rows)
      plot.decimals = StudyScore.decimals(score)
      return Figure("difference-\(score.replacing("_", with: "-"))", plot)
    }
  }
}
