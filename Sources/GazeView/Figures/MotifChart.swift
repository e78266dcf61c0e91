import Foundation
import Pages
import Scanpaths

/// A chart of motifs, with their frequency and lift over chance, and of label salience as Beta densities.
package struct MotifChart: Sendable {
  private let motifs: [Motif]
  private let salience: [LabelSalience]
  private let title: String
  private let subtitle: String
  private let isSimulated: Bool

  private static let width = 860.0
  private static let nameRight = 330.0
  private static let pitch = 24.0
  private static let captionHeight = 60.0
  private static let description =
    "Above, a bar for each motif's occurrences and a dot for its lift over chance; below, how likely a token of each "
    + "label is looked at."

  /// Style rules for charts in addition to those of figures.
  private static let rules = """
    .figure .name { font-size: 12px; text-anchor: end; }
    .figure .value { font-size: 11.5px; fill: var(--muted); }
    .figure .tick { font-size: 11px; fill: var(--muted); text-anchor: middle; }
    .axis { stroke: var(--faint); stroke-opacity: 0.45; stroke-width: 1; }
    .bar { fill: var(--accent); fill-opacity: 0.75; }
    .chance { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 4 3; }
    .stem { stroke: var(--faint); stroke-opacity: 0.6; stroke-width: 1.5; }
    .dot { fill: var(--series-1); }
    .density { fill-opacity: 0.28; stroke: none; }
    .interval { stroke-width: 2.6; stroke-linecap: round; }

    """

  /// - Parameters:
  ///   - motifs: the motifs to show, in order.
  ///   - corpus: their source, for the caption.
  package init(title: String, motifs: [Motif], salience: [LabelSalience], corpus: ScanpathSet) {
    self.title = DisplayText.line(title)
    self.motifs = motifs
    self.salience = salience.sorted { ($1.mean, $0.label) < ($0.mean, $1.label) }
    let participants = Set(corpus.scanpaths.map(\.participant)).count
    let methods = Set(corpus.codeOfScanpath).count
    let simulated = corpus.scanpaths.count { $0.isSimulated }
    isSimulated = simulated > 0
    let mark =
      simulated == 0
      ? "" : simulated == corpus.scanpaths.count ? " · simulated, no person" : " · \(simulated) simulated"
    subtitle =
      "\(corpus.scanpaths.count) scanpaths of \(participants) readers on \(methods) methods\(mark)"
  }

  package func drawn(_ settings: FigureSettings = FigureSettings()) -> DrawnFigure {
    let motifsTop = 86.0
    let salienceTop = motifsTop + Double(motifs.count) * Self.pitch + 84
    let height = salienceTop + Double(salience.count) * Self.pitch + 44
    let isCaptioned = settings.showsCaption || isSimulated
    let top = isCaptioned ? 0.0 : Self.captionHeight
    let sheet = settings.palette.applied(to: Palette.resolved(PageDocument.figureStyle + Self.rules))
    var picture = SVGElement.picture(
      "figure", width: Self.width, height: height - top,
      [
        SVGElement("title", text: "\(title): motifs and salience of labels"),
        SVGElement("desc", text: "\(subtitle). \(Self.description)"), SVGElement("style", text: "\n" + sheet),
        SVGElement("rect", ["class": "paper", "y": top.trimmed, "width": "100%", "height": "100%"]),
      ] + (isCaptioned ? caption : []) + motifRows(top: motifsTop) + salienceRows(top: salienceTop))
    let part = "0 \(top.trimmed) \(Self.width.trimmed) \((height - top).trimmed)"
    picture.attributes = picture.attributes.filter { $0.name != "viewBox" } + [("viewBox", part)]
    return DrawnFigure(
      picture, width: Self.width, height: height - top,
      unit: settings.points(orElse: FigureSettings.doubleColumn) / Self.width, smallest: 11)
  }

  private var caption: [SVGElement] {
    let room = Self.width - 48
    return [
      .label(FigureText.fitted(title, size: 17, room: room, isBold: true), at: PlotPoint(24, 28), "title"),
      .label(FigureText.fitted(subtitle, size: 12.5, room: room), at: PlotPoint(24, 48), "subtitle"),
    ]
  }

  private func motifRows(top: Double) -> [SVGElement] {
    let (left, width) = (Self.nameRight + 14, 230.0)
    let lifts = LiftScale(motifs.map(\.lift), left: 640, width: 170)
    let most = Double(motifs.map(\.count).max() ?? 1)
    let bottom = top + Double(motifs.count) * Self.pitch
    let frame: [SVGElement] = [
      .label("occurrences", at: PlotPoint(left, top - 10), "entry"),
      .label("times chance (lift)", at: PlotPoint(lifts.left, top - 10), "entry"),
      .line(PlotPoint(lifts.x(1), top), PlotPoint(lifts.x(1), bottom), "chance"),
    ]
    let ticks = lifts.ticks.map { SVGElement.label($0.trimmed, at: PlotPoint(lifts.x($0), bottom + 16), "tick") }
    let rows = motifs.enumerated().flatMap { row, motif -> [SVGElement] in
      let middle = top + (Double(row) + 0.5) * Self.pitch
      let length = width * Double(motif.count) / most
      return [
        .label(
          FigureText.fitted(Self.name(of: motif.labels), size: 12, room: Self.nameRight - 12),
          at: PlotPoint(Self.nameRight, middle + 4), "name"),
        .rectangle(x: left, y: middle - 7, width: length, height: 14, radius: 2, "bar"),
        .label("\(motif.count)", at: PlotPoint(left + length + 6, middle + 4), "value"),
        .line(PlotPoint(lifts.x(1), middle), PlotPoint(lifts.x(motif.lift), middle), "stem"),
        .circle(PlotPoint(lifts.x(motif.lift), middle), radius: 4.5, "dot"),
      ]
    }
    return frame + ticks + rows
  }

  private func salienceRows(top: Double) -> [SVGElement] {
    let (left, width) = (Self.nameRight + 14, 380.0)
    let bottom = top + Double(salience.count) * Self.pitch
    let heads: [SVGElement] = [
      .label("how likely a token of the label is looked at", at: PlotPoint(left, top - 12), "entry"),
      .label("mean, 95 %", at: PlotPoint(left + width + 18, top - 12), "entry"),
    ]
    let axes = stride(from: 0, through: 1, by: 0.25).flatMap { tick -> [SVGElement] in
      let x = left + width * tick
      return [
        .line(PlotPoint(x, top), PlotPoint(x, bottom), "axis"),
        .label(tick.trimmed, at: PlotPoint(x, bottom + 16), "tick"),
      ]
    }
    let rows = salience.enumerated().flatMap { row, label -> [SVGElement] in
      let base = top + (Double(row) + 0.72) * Self.pitch
      let family = LabelStyle.of(label.label).family.rawValue
      let density = BetaDensity(alpha: Double(label.alpha), beta: Double(label.beta))
      let (low, high) = (density.interval.lowerBound, density.interval.upperBound)
      let numbers = String(format: "%.3f  [%.3f, %.3f]", label.mean, low, high)
      return [
        .label(Self.shortName(of: label.label), at: PlotPoint(Self.nameRight, base + 2), "name"),
        area(below: density, left: left, width: width, base: base, "area density \(family)"),
        .line(PlotPoint(left + width * low, base), PlotPoint(left + width * high, base), "label interval \(family)"),
        .circle(PlotPoint(left + width * label.mean, base), radius: 3.6, "area \(family)"),
        .label(numbers, at: PlotPoint(left + width + 18, base + 2), "value"),
      ]
    }
    return heads + axes + rows
  }

  /// The area below a density, over the range where it is visible.
  private func area(
    below density: BetaDensity, left: Double, width: Double, base: Double, _ style: String
  ) -> SVGElement {
    // The interval needs the other points, the outline does not.
    let seen = density.points.enumerated().filter { $0.offset.isMultiple(of: 4) && $0.element.height > 1e-3 }
      .map(\.element)
    let outline = seen.map { PlotPoint(left + width * $0.place, base - 16 * $0.height) }
    let feet = [seen.first, seen.last].compactMap { $0 }.map { PlotPoint(left + width * $0.place, base) }
    return .path(feet.prefix(1) + outline + feet.suffix(1), style, isClosed: true)
  }

  /// `loop ×2 → return`: consecutive equal labels are counted.
  static func name(of pattern: LabelNGram) -> String {
    var runs: [(label: SemanticLabel, count: Int)] = []
    for label in pattern.labels {
      if runs.last?.label == label { runs[runs.count - 1].count += 1 } else { runs.append((label, 1)) }
    }
    return runs.map { shortName(of: $0.label) + ($0.count > 1 ? " ×\($0.count)" : "") }.joined(separator: " → ")
  }

  static func shortName(of label: SemanticLabel) -> String {
    label == .externallyDefined ? "externally defined" : label.rawValue
  }
}

/// A logarithmic scale for lifts that includes all of them and 1, which is chance.
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

/// The density of a Beta distribution where it is not negligible, and its central interval, by the rectangle rule.
struct BetaDensity: Sendable {
  /// Equally spaced positions in (0, 1), with the density there relative to its maximum.
  let points: [(place: Double, height: Double)]
  /// The central 95 % interval.
  let interval: ClosedRange<Double>

  /// - Precondition: both parameters are at least 1.
  init(alpha: Double, beta: Double) {
    precondition(alpha >= 1 && beta >= 1, "a posterior of counts has parameters of at least 1")
    let sum = alpha + beta
    let mean = alpha / sum
    let deviation = (alpha * beta / (sum * sum * (sum + 1))).squareRoot()
    // Ten standard deviations on either side omit less than one millionth.
    let (low, high) = (max(0, mean - 10 * deviation), min(1, mean + 10 * deviation))
    let count = 600
    // Midpoints of the cells: at 0 and 1 themselves, the logarithms are infinite.
    let places = (0..<count).map { low + (high - low) * (Double($0) + 0.5) / Double(count) }
    let logarithms = places.map { (alpha - 1) * log($0) + (beta - 1) * log1p(-$0) }
    let largest = logarithms.max() ?? 0
    let heights = logarithms.map { exp($0 - largest) }
    points = zip(places, heights).map { (place: $0, height: $1) }
    let whole = heights.reduce(0, +)
    var (below, lower, upper) = (0.0, low, high)
    for (place, height) in points {
      if below < 0.025 * whole { lower = place }
      below += height
      if below <= 0.975 * whole { upper = place }
    }
    interval = lower...max(lower, upper)
  }
}
