import Pages

/// A section of a report; sections without content are omitted.
struct ReportSection {
  var identifier: String
  var title: String
  var html: [String]
  /// The plots in it, which are also written as separate files.
  var figures: [Figure] = []

  var rendered: String { HTML.section(identifier, title, html) }
}

extension ReportContent {
  /// All sections with content, in the order of the page.
  var sections: [ReportSection] {
    [
      resultSection, sweepSection, comparisonSection, ablationSection, curveSection, publishedSection, speedSection,
      sampleSection, metricSection, configurationSection, environmentSection, rerunSection, runSection, problemSection,
    ].compactMap { $0 }
  }
}
