import Foundation
import Pages
import Scanpaths

/// How often one label follows another, over the events of scanpaths.
package struct TransitionFigure {
  /// The labels that occur in transitions, in the order of legends.
  package let labels: [SemanticLabel]
  /// By first label and next label.
  package let counts: [[Int]]
  private let corpus: ScanpathSet

  package init(_ corpus: ScanpathSet) {
    self.corpus = corpus
    var pairs: [SemanticLabel: [SemanticLabel: Int]] = [:]
    for (index, events) in corpus.events.enumerated() {
      let seen = events.map { corpus.code(ofScanpath: index).tokens[$0.token].label }
      for (first, next) in zip(seen, seen.dropFirst()) { pairs[first, default: [:]][next, default: 0] += 1 }
    }
    let used = pairs.reduce(into: Set<SemanticLabel>()) { $0.formUnion([$1.key] + $1.value.keys) }
    let labels = LabelStyle.order.filter(used.contains)
    counts = labels.map { first in labels.map { pairs[first]?[$0] ?? 0 } }
    self.labels = labels
  }

  /// The number of transitions.
  package var total: Int { counts.joined().reduce(0, +) }

  package func drawn(_ settings: FigureSettings = FigureSettings()) -> DrawnFigure {
    let names = labels.map(MotifChart.shortName)
    let sums = counts.map { $0.reduce(0, +) }
    let paths = corpus.scanpaths
    let figure = MatrixFigure(
      title: "Transitions between labels",
      parts: [
        "\(total) transitions between events (\(corpus.unit.rawValue))", "\(paths.count) scanpaths",
        "\(Set(paths.map(\.participant)).count) readers", "\(Set(paths.map(\.code)).count) methods",
      ],
      mark: FigureSheet.mark(simulated: paths.count { $0.isSimulated }, of: paths.count),
      description: "Each row says in percent which labels follow its label; the number after its name is how often it "
        + "is followed by any.",
      rows: zip(names, sums).map { "\($0) \($1)" }, columns: names,
      values: zip(counts, sums).map { row, sum in row.map { sum > 0 ? Double($0) / Double(sum) : nil } },
      quantity: "share of the row in %", axes: ("from", "to"), text: FigureText.percent)
    return figure.drawn(settings, orElse: labels.count > 8 ? FigureSettings.doubleColumn : FigureSettings.singleColumn)
  }
}
