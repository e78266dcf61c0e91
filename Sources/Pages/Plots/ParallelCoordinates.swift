import Foundation

/// Trials as lines across parallel axes: one for each dimension, and the last for the result.
package struct ParallelCoordinates: Plot {
  package enum Axis: Sendable, Equatable {
    case numbers(label: String, kind: AxisScale.Kind)
    case categories(label: String, [String])

    var label: String {
      switch self {
      case .numbers(let label, _), .categories(let label, _): label
      }
    }
  }

  package struct Trial: Sendable, Equatable {
    var label: String
    /// The value on each axis, or the index of its category. Nil if there is none.
    var values: [Double?]
    /// 0 for the poorest trial, 1 for the best; nil without a result.
    var rank: Double?

    package init(_ label: String, values: [Double?], rank: Double?) {
      self.label = label
      self.values = values
      self.rank = rank
    }
  }

  package var title: String
  var axes: [Axis]
  var trials: [Trial]

  package init(_ title: String, axes: [Axis], _ trials: [Trial]) {
    self.title = title
    self.axes = axes
    self.trials = trials
  }

  private static let (top, bottom) = (74.0, 286.0)
  package var size: PlotSize { PlotSize(max(480, 60 + Double(axes.count) * 118), 306) }

  package func elements() -> [SVGElement] {
    let scales = axes.indices.map { scale(of: $0) }
    var elements = [SVGElement.label(title, at: PlotPoint(14, 22), "title")]
    // Poor trials first, so good ones cover them.
    for trial in trials.sorted(by: { ($0.rank ?? -1) < ($1.rank ?? -1) }) {
      let points = trial.values.enumerated().compactMap { axis, value in
        value.flatMap { $0.isFinite ? place(axis, scales[axis].position($0)) : nil }
      }
      guard points.count > 1 else { continue }
      let step = trial.rank.map { min(Palette.rampSteps - 1, Int($0 * Double(Palette.rampSteps))) }
      var line = SVGElement.path(points, step.map { "line ramp-\($0)" } ?? "line ramp-0 dashed")
      line.children = [SVGElement("title", text: trial.label)]
      elements.append(line)
    }
    for (number, axis) in axes.enumerated() {
      elements += self.axis(axis, number, scales[number])
    }
    return elements
  }

  private func axis(_ axis: Axis, _ number: Int, _ scale: AxisScale) -> [SVGElement] {
    // The labels of neighbouring axes alternate between two heights, so long ones do not collide.
    let height = number % 2 == 0 ? 60.0 : 44
    let anchor = number == 0 ? "start" : number == axes.count - 1 ? "end" : "middle"
    let x = place(number, 0).x
    let labelX = number == 0 ? 14 : number == axes.count - 1 ? size.width - 10 : x
    var elements: [SVGElement] = [
      .line(place(number, 0), place(number, 1), "axis"),
      .label(axis.label.shortened(to: 32), at: PlotPoint(labelX, height), "strong", anchor: anchor),
    ]
    var last: PlotPoint?
    for (value, text) in ticks(number, scale) {
      let place = place(number, scale.position(value))
      // If values are too close together to label, only the first is labelled.
      if let last, abs(last.y - place.y) < 12 { continue }
      last = place
      let isLast = number == axes.count - 1
      elements.append(.line(place, PlotPoint(place.x + (isLast ? -4 : 4), place.y), "axis"))
      elements.append(
        .label(
          text, at: PlotPoint(place.x + (isLast ? -7 : 7), place.y + 4), "strong halo", anchor: isLast ? "end" : "start"
        ))
    }
    return elements
  }

  /// A tick for each value if there are few, else ticks at round numbers.
  private func ticks(_ number: Int, _ scale: AxisScale) -> [(value: Double, text: String)] {
    switch axes[number] {
    case .categories(_, let names): return names.enumerated().map { (Double($0), $1.shortened(to: 14)) }
    case .numbers:
      let values = Set(trials.compactMap { $0.values[number] }).sorted()
      return values.count <= 6
        ? values.map { ($0, PlotNumber.short($0)) } : scale.ticks.map { ($0, scale.label($0)) }
    }
  }

  private func scale(of axis: Int) -> AxisScale {
    switch axes[axis] {
    case .numbers(_, let kind):
      AxisScale(kind, holding: trials.compactMap { $0.values[axis] }, isRounded: kind == .linear)
    case .categories(_, let names): AxisScale(holding: [0, Double(max(1, names.count - 1))], isRounded: false)
    }
  }

  private func place(_ axis: Int, _ share: Double) -> PlotPoint {
    let gap = (size.width - 70) / Double(max(1, axes.count - 1))
    let height = Self.bottom - min(1, max(0, share)) * (Self.bottom - Self.top)
    return PlotPoint((30 + Double(axis) * gap).tenths, height.tenths)
  }
}
