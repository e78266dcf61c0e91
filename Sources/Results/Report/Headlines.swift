import Basics
import Pages
import Statistics

extension ReportContent {
  private static let mostHeadlines = 6

  /// What can be said of the runs, first of all: a sentence for each primary contrast, or why there is none.
  package var headlines: [Headline] {
    if let comparison {
      let order = ranking.map { variants[$0].label }
      var ordered = comparison
      ordered.comparisons.sort { order.firstIndex(of: $0.variant) ?? 0 < order.firstIndex(of: $1.variant) ?? 0 }
      return ordered.headlines(primaryMetric, equivalenceMargin: equivalenceMargin)
    }
    if groups.tasks.count > 1 {
      let tasks = groups.tasks.joined(separator: ", ")
      return [
        Headline(
          .unknown,
          "Nothing is compared: the runs are of different tasks (\(tasks)), whose metrics measure different things.")
      ]
    }
    if isSweep { return [Headline(.unknown, "Nothing is compared: \(selectionRemark).")] }
    return variants.count == 1 ? [headlineOfOneVariant] : []
  }

  /// What the only variant reached.
  private var headlineOfOneVariant: Headline {
    let set: EvaluationSet = tested == nil ? .validation : .test
    let variant = (tested ?? groups).variants[0]
    let value = variant.statistics(of: primaryMetric)
    let runs =
      self.runs.count == 1
      ? "There is one run, so nothing is compared"
      : "All runs have the same settings but for their seeds, so nothing is compared"
    guard value.count > 0 else {
      return Headline(.unknown, "\(runs), and there is no \(MetricName.title(primaryMetric, on: set)) yet.")
    }
    let text = Self.text(value, decimals: MetricName.decimals(primaryMetric))
    let place = set == .test ? "on the test set" : "on the validation samples"
    let seeds = value.count == 1 ? "one seed, which says nothing about another" : "\(value.count) seeds"
    return Headline(
      .unknown, "\(runs): \(MetricName.title(primaryMetric, on: set)) \(text) \(place), \(seeds).")
  }

  /// The headlines as a list; the most that a reader takes in, the others folded.
  var headlineHTML: String {
    let items = headlines.map { HTML.text("li", class: $0.kind.rawValue, $0.text) }
    guard !items.isEmpty else { return "" }
    func list(_ items: some Sequence<String>) -> String {
      HTML.element("ul", class: "headlines", items.joined(separator: "\n"))
    }
    guard items.count > Self.mostHeadlines else { return list(items) }
    let rest = items.dropFirst(Self.mostHeadlines)
    return list(items.prefix(Self.mostHeadlines)) + HTML.details("The other \(rest.count) variants", list(rest))
  }

  /// What the primary metric is and why it may be called that.
  var primaryNote: String {
    let name = MetricName.title(primaryMetric, on: comparison?.set ?? .validation)
    let why = isMetricChosen ? "as chosen" : "which is the runs' validation criterion"
    return "Primary metric: \(name), \(why). Everything else below is exploratory."
  }
}
