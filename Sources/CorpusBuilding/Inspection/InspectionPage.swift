import Basics
import Pages

extension CorpusInspection {
  /// A page with tables and plots, which needs no other file.
  package func page(title: String) -> String {
    let sections = [lengthSection, labelSection, duplicateSection, targetSection].compactMap { $0 }
    let body = """
      <header>
      \(HTML.text("h1", title))
      \(HTML.text("p", class: "note", "\(parts.map { "\($0.samples) samples in \($0.name)" }.joined(separator: ", "))"))
      </header>
      <main>
      \(sections.joined())</main>
      <footer>Made by Fovea \(FoveaVersion.current) from \(parts.map(\.path).joined(separator: ", ").markupEscaped).</footer>
      """
    return HTMLPage(title: "\(title) – Fovea", policy: .still, body: body).html
  }

  /// The table of lengths, for pages and the terminal.
  package var lengthTable: TextTable {
    var table = TextTable(
      header: ["part", "samples", "side", "median", "90 %", "99 %", "longest"], numeric: [1, 3, 4, 5, 6])
    table.rows = parts.flatMap { part in
      [("source", part.source), ("target", part.target)].map { side, lengths in
        [
          part.name, "\(part.samples)", side, "\(lengths.median)", "\(lengths.ninetieth)", "\(lengths.ninetyNinth)",
          "\(lengths.largest)",
        ]
      }
    }
    return table
  }

  private var lengthSection: String {
    HTML.section(
      "lengths", "Lengths in \(unit)",
      [
        HTML.table(lengthTable),
        HTML.figures([
          Figure("source-lengths", curves("Sources", sources), caption: Self.curveCaption),
          Figure("target-lengths", curves("Targets", targets), caption: Self.curveCaption),
        ]),
      ])
  }

  private static let curveCaption =
    "The share of samples that are at most so long: what a limit at that length leaves uncut."

  private func curves(_ title: String, _ lengths: [LengthDistribution]) -> LinePlot {
    var plot = LinePlot(
      title, xLabel: unit, yLabel: "% of samples",
      zip(parts, lengths).map { part, lengths in
        LinePlot.Series(
          part.name,
          lengths.curve.map { PlotPoint(Double(max(1, $0.length)), 100 * $0.share) })
      })
    plot.xKind = .logarithmic
    plot.includesZero = true
    return plot
  }

  private var labelSection: String? {
    let labelled = parts.filter { !$0.labels.isEmpty }
    guard !labelled.isEmpty else { return nil }
    let figures = labelled.map { part in
      Figure(
        "labels-\(part.name)",
        BarPlot(
          "Labels in \(part.name)", xLabel: "% of tokens",
          part.labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { BarPlot.Bar($0.key, $0.value, text: PlotNumber.fixed($0.value, decimals: 1)) }),
        caption: "Tokens of \(part.labelledSamples) evenly spaced samples, without punctuation.")
    }
    return HTML.section("labels", "Semantic labels of the sources", [HTML.figures(figures)])
  }

  private var duplicateSection: String {
    var table = TextTable(
      header: ["parts", "pairs ≥ \(duplicates.near)", "pairs ≥ \(duplicates.related)", "samples ≥ \(duplicates.near)"],
      numeric: [1, 2, 3])
    table.rows = duplicates.counts.map { count in
      let isOne = count.first == count.second
      return [
        isOne ? "within \(count.first)" : "\(count.first), \(count.second)", "\(count.nearPairs)",
        "\(count.relatedPairs)",
        isOne ? "\(count.nearSamples[0])" : count.nearSamples.map(String.init).joined(separator: ", "),
      ]
    }
    let across = duplicates.nearPairsAcrossSplits
    let verdict =
      parts.count < 2
      ? "One part, so no duplicates can cross."
      : across == 0
        ? "No near-duplicates cross the parts."
        : "\(across) pairs of near-duplicates cross the parts: a score on one part is partly memory of another."
    return HTML.section(
      "duplicates", "Near-duplicates of the sources (4-gram Jaccard similarity)",
      [HTML.text("p", verdict), HTML.table(table)])
  }

  private var targetSection: String {
    let tables = parts.map { part in
      var table = TextTable(header: ["samples", "target"], numeric: [0])
      table.rows = part.repeatedTargets.map { ["\($0.samples)", $0.text] }
      let share = part.samples == 0 ? 0 : 100 * Double(part.differentTargets) / Double(part.samples)
      let line =
        "\(part.name): \(part.differentTargets) different targets in \(part.samples) samples "
        + "(\(PlotNumber.fixed(share, decimals: 1)) %)."
      return HTML.text("p", line) + (part.repeatedTargets.isEmpty ? "" : HTML.table(table))
    }
    return HTML.section("targets", "Repeated targets", tables)
  }
}
