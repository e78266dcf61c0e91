import Pages

/// A part of a report; parts without content are left out.
struct ReportSection {
  var identifier: String
  var title: String
  var html: [String]
  /// The plots in it, which also become files of their own.
  var figures: [Figure] = []

  var rendered: String { HTML.section(identifier, title, html) }
}

extension ReportContent {
  /// All sections that have something to say, in the order of the page.
  var sections: [ReportSection] {
    [
      resultSection, sweepSection, curveSection, comparisonSection, ablationSection, speedSection, sampleSection,
      configurationSection, environmentSection, rerunSection, runSection, problemSection,
    ].compactMap { $0 }
  }
}
