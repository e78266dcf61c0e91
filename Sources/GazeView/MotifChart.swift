import Foundation
import Pages
import Scanpaths

/// A chart of motifs, how often they occur and how far above chance, and of the salience of labels as Beta densities.
package struct MotifChart: Sendable {
  private let motifs: [Motif]
  private let salience: [LabelSalience]
  private let title: String
  private let subtitle: String

  private static let width = 860.0
  private static let nameRight = 330.0
  private static let pitch = 24.0

  /// - Parameters:
  ///   - motifs: those that are shown, in their order.
  ///   - corpus: where they come from, for the caption.
  package init(title: String, motifs: [Motif], salience: [LabelSalience], corpus: ScanpathCorpus) {
    self.title = title
    self.motifs = motifs
    self.salience = salience.sorted { ($1.mean, $0.label) < ($0.mean, $1.label) }
    let participants = Set(corpus.scanpaths.map(\.participant)).count
    let methods = Set(corpus.codeOfScanpath).count
    let simulated = corpus.scanpaths.count { $0.isSimulated }
    let mark =
      simulated == 0
      ? "" : simulated == corpus.scanpaths.count ? " · simulated, no person" : " · \(simulated) simulated"
    subtitle =
      "\(corpus.scanpaths.count) scanpaths of \(participants) readers on \(methods) methods\(mark)"
  }

  package var svg: String {
    let motifsTop = 86.0
    let salienceTop = motifsTop + Double(motifs.count) * Self.pitch + 84
    let height = salienceTop + Double(salience.count) * Self.pitch + 44
    return SVGMarkup.document(
      width: Self.width, height: height, title: "\(title): motifs and salience of labels", style: PageParts.chartStyle
    ) { markup in
      markup.label(title, x: 24, y: 28, class: "title")
      markup.label(subtitle, x: 24, y: 48, class: "subtitle")
      drawMotifs(&markup, top: motifsTop)
      drawSalience(&markup, top: salienceTop)
    }
  }

  private func drawMotifs(_ markup: inout SVGMarkup, top: Double) {
    let bars = (left: Self.nameRight + 14, width: 230.0)
    let lifts = LiftScale(motifs.map(\.lift), left: 640, width: 170)
    let most = Double(motifs.map(\.count).max() ?? 1)
    let bottom = top + Double(motifs.count) * Self.pitch
    markup.label("occurrences", x: bars.left, y: top - 10, class: "entry")
    markup.label("times chance (lift)", x: lifts.left, y: top - 10, class: "entry")
    markup.line((lifts.x(1), top), (lifts.x(1), bottom), class: "chance")
    for tick in lifts.ticks { markup.label(DisplayText.number(tick), x: lifts.x(tick), y: bottom + 16, class: "tick") }
    for (row, motif) in motifs.enumerated() {
      let middle = top + (Double(row) + 0.5) * Self.pitch
      markup.label(Self.name(of: motif.labels), x: Self.nameRight, y: middle + 4, class: "name")
      let length = bars.width * Double(motif.count) / most
      markup.rectangle((bars.left, middle - 7, length, 14), radius: 2, class: "bar")
      markup.label("\(motif.count)", x: bars.left + length + 6, y: middle + 4, class: "value")
      markup.line((lifts.x(1), middle), (lifts.x(motif.lift), middle), class: "stem")
      markup.element(
        "circle",
        [
          "class": "dot", "cx": DisplayText.number(lifts.x(motif.lift)), "cy": DisplayText.number(middle), "r": "4.5",
        ])
    }
  }

  private func drawSalience(_ markup: inout SVGMarkup, top: Double) {
    let (left, width) = (Self.nameRight + 14, 380.0)
    let bottom = top + Double(salience.count) * Self.pitch
    markup.label("how likely a token of the label is looked at", x: left, y: top - 12, class: "entry")
    markup.label("mean, 95 %", x: left + width + 18, y: top - 12, class: "entry")
    for tick in stride(from: 0, through: 1, by: 0.25) {
      markup.line((left + width * tick, top), (left + width * tick, bottom), class: "axis")
      markup.label(DisplayText.number(tick), x: left + width * tick, y: bottom + 16, class: "tick")
    }
    for (row, label) in salience.enumerated() {
      let base = top + (Double(row) + 0.72) * Self.pitch
      let family = LabelStyle.of(label.label).family.rawValue
      let density = BetaDensity(alpha: Double(label.alpha), beta: Double(label.beta))
      markup.label(Self.shortName(of: label.label), x: Self.nameRight, y: base + 2, class: "name")
      let outline = density.points.filter { $0.height > 1e-3 }
        .map { "\(DisplayText.number(left + width * $0.place)) \(DisplayText.number(base - 16 * $0.height))" }
      let ends = (density.points.first { $0.height > 1e-3 }, density.points.last { $0.height > 1e-3 })
      if let first = ends.0?.place, let last = ends.1?.place {
        let feet = [first, last].map { "\(DisplayText.number(left + width * $0)) \(DisplayText.number(base))" }
        markup.element(
          "path",
          ["class": "area density \(family)", "d": "M\(feet[0])L\(outline.joined(separator: " "))L\(feet[1])Z"])
      }
      let (low, high) = (density.interval.lowerBound, density.interval.upperBound)
      markup.line((left + width * low, base), (left + width * high, base), class: "label interval \(family)")
      markup.element(
        "circle",
        [
          "class": "area \(family)", "cx": DisplayText.number(left + width * label.mean),
          "cy": DisplayText.number(base),
          "r": "3.6",
        ])
      markup.label(
        String(format: "%.3f  [%.3f, %.3f]", label.mean, low, high), x: left + width + 18, y: base + 2, class: "value")
    }
  }

  /// `loop ×2 → return`: labels in a row that are equal are counted.
  static func name(of pattern: LabelNGram) -> String {
    var runs: [(label: SemanticLabel, count: Int)] = []
    for label in pattern.labels {
      if runs.last?.label == label { runs[runs.count - 1].count += 1 } else { runs.append((label, 1)) }
    }
    return runs.map { shortName(of: $0.label) + ($0.count > 1 ? " ×\($0.count)" : "") }.joined(separator: " → ")
  }

  private static func shortName(of label: SemanticLabel) -> String {
    label == .externallyDefined ? "externally defined" : label.rawValue
  }
}

/// Lifts on a logarithmic scale that holds all of them and 1, which is chance.
private struct LiftScale {
  let left: Double
  let width: Double
  private let low: Double
  private let high: Double

  init(_ lifts: [Double], left: Double, width: Double) {
    self.left = left
    self.width = width
    let positive = lifts.filter { $0 > 0 && $0.isFinite }
    low = min(0.5, positive.min() ?? 1)
    high = max(2, positive.max() ?? 1)
  }

  func x(_ lift: Double) -> Double {
    let place = lift > 0 && lift.isFinite ? log(lift / low) / log(high / low) : 0
    return left + width * min(max(place, 0), 1)
  }

  var ticks: [Double] {
    let places = high > 20 ? [0.1, 1, 10, 100, 1000] : [0.1, 0.5, 1, 2, 5, 10, 20]
    return places.filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
  }
}
