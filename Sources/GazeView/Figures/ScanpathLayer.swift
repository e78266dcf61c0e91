import Foundation
import Pages
import Scanpaths

/// Fixations and saccades over code.
///
/// Up to `mostNumbered` fixations each have their number in a circle, and long saccades have arrowheads. With more, circles
/// shrink and saccades fade, and only as many numbers remain as fit without touching each other.
struct ScanpathLayer {
  /// A fixation with its place in the figure.
  struct Mark {
    var number: Int
    var place: PlotPoint
    var radius: Double
    /// Whether the fixation before it was on a later token.
    var isRegression: Bool
    /// From 0 for the first fixation to 1 for the last.
    var progress: Double
  }

  static let mostNumbered = 60
  /// The space that fixations need above each line.
  static let gap = 11.0
  private static let numberSize = 4.4
  private static let largestRadius = 4.8

  let marks: [Mark]
  let palette: FigurePalette
  private let longest: Double
  private let isDense: Bool

  init(_ reading: FigureReading, layout: CodeLayout, palette: FigurePalette) {
    self.palette = palette
    let looks = reading.looks.filter { !$0.visits.isEmpty }
    longest = looks.map(\.duration).max() ?? 0
    isDense = looks.count > Self.mostNumbered
    let boxes = Dictionary(layout.method.boxes.map { ($0.token, $0) }, uniquingKeysWith: { first, _ in first })
    let visits = looks.compactMap(\.token).reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    var seen: [Int: Int] = [:]
    var previous: Int?
    var marks: [Mark] = []
    for (place, look) in looks.enumerated() {
      guard let token = look.token, let box = boxes[token] else { continue }
      let number = seen[token, default: 0]
      seen[token] = number + 1
      marks.append(
        Mark(
          number: look.number,
          place: Self.place(number, of: visits[token] ?? 1, above: box, in: layout, isDense: isDense),
          radius: Self.radius(look, longest: longest, isDense: isDense),
          isRegression: previous.map { $0 > token } ?? false,
          progress: looks.count > 1 ? Double(place) / Double(looks.count - 1) : 0))
      previous = token
    }
    self.marks = marks
  }

  /// Fixations of one token are spread from left to right, slightly beyond a short token, and on up to three heights.
  private static func place(
    _ number: Int, of count: Int, above box: MethodView.Box, in layout: CodeLayout, isDense: Bool
  ) -> PlotPoint {
    let area = layout.area(of: box)
    let each = isDense ? 3.2 : 2 * largestRadius
    let room = max(area.width, min(area.width + 2 * layout.cell, Double(count) * each))
    let lanes = min(3, max(1, Int((Double(count) * each / room).rounded(.up))))
    let lane = Double(number % lanes)
    return PlotPoint(
      area.x + area.width / 2 + room * ((Double(number) + 0.5) / Double(count) - 0.5),
      area.y - gap + gap * (lane + 0.5) / Double(lanes))
  }

  /// Areas are proportional to durations, down to the size that is still visible or that holds the number.
  private static func radius(_ look: FigureReading.Look, longest: Double, isDense: Bool) -> Double {
    let share = longest > 0 ? (look.duration / longest).squareRoot() : 1
    if isDense { return max(0.9, 0.75 * largestRadius * share) }
    return max(FigureText.width("\(look.number)", size: numberSize) / 2 + 0.3, largestRadius * share)
  }

  var elements: [SVGElement] {
    let opacity = isDense ? max(0.14, 0.6 * (Double(Self.mostNumbered) / Double(marks.count)).squareRoot()) : 0.65
    let saccades = zip(marks, marks.dropFirst()).flatMap { saccade($0, $1, opacity: opacity) }
    return [
      .group("saccades", saccades), .group("fixations", marks.map(circle)),
      .group("ordinals", isDense ? fewNumbers : numbers),
    ]
  }

  private func circle(_ mark: Mark) -> SVGElement {
    var circle = SVGElement.circle(mark.place, radius: mark.radius, "fixation")
    circle.attributes += [("fill", palette.mark(mark.progress)), ("fill-opacity", isDense ? "0.7" : "0.9")]
    return circle
  }

  private var numbers: [SVGElement] {
    marks.map { mark in
      let isDark = (RGB(palette.mark(mark.progress))?.luminance ?? 1) < 0.19
      return number(mark, isDark ? "ordinal light" : "ordinal")
    }
  }

  private func number(_ mark: Mark, _ style: String) -> SVGElement {
    return SVGElement.label("\(mark.number)", at: PlotPoint(mark.place.x, mark.place.y + 1.6), style)
      .with("font-size", Self.numberSize.trimmed)
  }

  /// The first number, the last, and round ones between them, without those that would touch an earlier one.
  private var fewNumbers: [SVGElement] {
    let step = [5, 10, 20, 25, 50, 100, 200, 500].first { marks.count / $0 <= 45 } ?? 1000
    let round = marks.filter { $0.number.isMultiple(of: step) }
    var taken: [(x: Double, y: Double, half: Double)] = []
    return (marks.prefix(1) + marks.suffix(1) + round).flatMap { mark -> [SVGElement] in
      let half = FigureText.width("\(mark.number)", size: Self.numberSize) / 2
      let isFree = taken.allSatisfy {
        abs($0.x - mark.place.x) > $0.half + half + 0.4 || abs($0.y - mark.place.y) > Self.numberSize + 0.2
      }
      guard isFree else { return [] }
      taken.append((mark.place.x, mark.place.y, half))
      return [
        .rectangle(
          x: mark.place.x - half, y: mark.place.y - Self.numberSize / 2, width: 2 * half, height: Self.numberSize,
          radius: 1, "halo"),
        number(mark, "ordinal"),
      ]
    }
  }

  /// A curve bent to the side, which keeps forward and backward saccades apart.
  private func saccade(_ from: Mark, _ to: Mark, opacity: Double) -> [SVGElement] {
    let (x, y) = (to.place.x - from.place.x, to.place.y - from.place.y)
    let length = (x * x + y * y).squareRoot()
    guard length > 0 else { return [] }
    let bend = min(12, 0.16 * length)
    let middle = PlotPoint(
      (from.place.x + to.place.x) / 2 + y / length * bend, (from.place.y + to.place.y) / 2 - x / length * bend)
    let points = [from.place, middle, to.place].map { "\($0.x.trimmed) \($0.y.trimmed)" }
    var curve = SVGElement.path(
      "M\(points[0])Q\(points[1]) \(points[2])", to.isRegression ? "saccade regression" : "saccade")
    curve.attributes += [("stroke", palette.mark(to.progress)), ("stroke-opacity", opacity.trimmed)]
    guard !isDense, length > 18 else { return [curve] }
    return [curve, arrowhead(from: middle, to: to)]
  }

  /// An arrowhead that touches the circle that a saccade ends at.
  private func arrowhead(from middle: PlotPoint, to mark: Mark) -> SVGElement {
    let (x, y) = (mark.place.x - middle.x, mark.place.y - middle.y)
    let length = max((x * x + y * y).squareRoot(), 0.01)
    let (along, across) = (PlotPoint(x / length, y / length), PlotPoint(-y / length, x / length))
    func point(_ back: Double, _ side: Double) -> PlotPoint {
      PlotPoint(
        mark.place.x - along.x * (mark.radius + back) + across.x * side,
        mark.place.y - along.y * (mark.radius + back) + across.y * side)
    }
    return SVGElement.path([point(0, 0), point(3.2, 1.2), point(3.2, -1.2)], "arrowhead", isClosed: true)
      .with("fill", palette.mark(mark.progress))
  }

  /// The scale of durations, the order of the colours, and the two kinds of saccades.
  var legend: [LegendItem] {
    guard let first = marks.first, let last = marks.last else { return [] }
    let durations = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].filter { $0 <= longest }.suffix(3)
    let sizes = durations.map { duration in
      let radius = Self.largestRadius * (isDense ? 0.75 : 1) * (duration / longest).squareRoot()
      return Legend.entry("\(PlotNumber.fixed(duration, decimals: 0)) ms", width: 2 * radius, height: 11) { place in
        [.circle(PlotPoint(place.x + radius, place.y - 2.2), radius: radius, "example")]
      }
    }
    let ends = [first, last].map { Double($0.number) }
    let order = AxisScale(holding: ends, isRounded: false)
    let lines = [("forward", "example"), ("back in the text", "example regression")].map { text, style in
      Legend.entry(text, width: 16) { place in
        [.line(PlotPoint(place.x, place.y - 2.2), PlotPoint(place.x + 16, place.y - 2.2), style)]
      }
    }
    let ramp = Legend.ramp("fixation", order, ticks: ends, colour: palette.mark, text: FigureText.whole)
    return (marks.count > 1 ? [ramp] : []) + sizes + lines
  }
}
