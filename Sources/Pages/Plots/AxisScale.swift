import Foundation

/// The scale of an axis: maps values to positions.
package struct AxisScale: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case linear, logarithmic }

  let kind: Kind
  /// The values at the ends of the axis, the lower first.
  package let lower: Double
  package let upper: Double
  /// The values of the ticks, ascending.
  package let ticks: [Double]
  /// The distance between ticks on a linear axis.
  private let step: Double

  /// A scale that covers all values. A logarithmic one becomes linear unless they are all positive.
  ///
  /// - Parameters:
  ///   - isRounded: whether to extend the ends to ticks.
  ///   - isWhole: whether ticks are only at whole numbers.
  ///   - count: the approximate number of ticks.
  package init(
    _ kind: Kind = .linear, holding values: [Double], includesZero: Bool = false, isRounded: Bool = true,
    isWhole: Bool = false, count: Int = 5
  ) {
    let finite = values.filter(\.isFinite)
    let smallest = min(finite.min() ?? 0, includesZero ? 0 : .infinity)
    let largest = max(finite.max() ?? 1, includesZero ? 0 : -.infinity)
    if kind == .logarithmic, smallest > 0 {
      (lower, upper, ticks) = Self.logarithmic(smallest, largest)
      step = 1
      self.kind = .logarithmic
    } else {
      (lower, upper, ticks, step) = Self.linear(
        smallest, largest, isRounded: isRounded, leastStep: isWhole ? 1 : 0, count: count)
      self.kind = .linear
    }
  }

  /// The values, with ends that are at least `span` apart: around their middle, and not below zero unless a value is.
  static func widened(_ values: [Double], to span: Double) -> [Double] {
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max(), most - least < span else { return values }
    let middle = least / 2 + most / 2
    let lower = least >= 0 ? max(0, middle - span / 2) : middle - span / 2
    return values + [lower, lower + span]
  }

  private static let most = 1e300

  /// The position of a value between the ends: 0 at the lower, 1 at the upper.
  package func position(_ value: Double) -> Double {
    switch kind {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic: log(max(value, .leastNormalMagnitude) / lower) / log(upper / lower)
    }
  }

  /// The text of a tick.
  package func label(_ tick: Double) -> String {
    kind == .logarithmic
      ? PlotNumber.short(tick) : PlotNumber.text(tick, step: step, largest: max(abs(lower), abs(upper)))
  }

  private static func linear(
    _ smallest: Double, _ largest: Double, isRounded: Bool, leastStep: Double, count: Int
  ) -> (Double, Double, [Double], Double) {
    // Beyond this, tick arithmetic would overflow; such values are drawn at the edge.
    var smallest = min(max(smallest, -Self.most), Self.most)
    var largest = min(max(largest, -Self.most), Self.most)
    if largest - smallest <= max(abs(largest), abs(smallest)) * 1e-12 {
      let margin = abs(largest) * 0.1
      (smallest, largest) = largest == 0 ? (0, 1) : (smallest - margin, largest + margin)
    }
    let step = max(leastStep, niceStep((largest - smallest) / Double(max(1, count))))
    // A value that is a tick up to rounding counts as one.
    let first = isRounded ? (smallest / step + 1e-9).rounded(.down) : (smallest / step - 1e-9).rounded(.up)
    // The smallest numbers cannot be divided by five: then one step holds them.
    let last = isRounded ? max(first + 1, (largest / step - 1e-9).rounded(.up)) : (largest / step + 1e-9).rounded(.down)
    let ticks = first <= last ? stride(from: first, through: last, by: 1).prefix(50).map { $0 * step } : []
    return (isRounded ? first * step : smallest, isRounded ? last * step : largest, ticks, step)
  }

  private static func logarithmic(_ smallest: Double, _ largest: Double) -> (Double, Double, [Double]) {
    let (lower, upper) = largest > smallest * 1.0001 ? (smallest, largest) : (smallest / 2, largest * 2)
    let first = Int(log10(lower).rounded(.down))
    let last = Int(log10(upper).rounded(.up))
    let within = last - first <= 2 ? [1.0, 2, 5] : [1.0]
    let every = max(1, (last - first) / 6)
    let ticks = stride(from: first, through: last, by: every).flatMap { power in
      within.map { $0 * pow(10, Double(power)) }
    }
    return (lower, upper, ticks.filter { $0 >= lower * 0.999 && $0 <= upper * 1.001 })
  }

  /// The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `raw`.
  static func niceStep(_ raw: Double) -> Double {
    guard raw > 0, raw.isFinite else { return 1 }
    let power = pow(10, log10(raw).rounded(.down))
    let factor = [1, 2, 2.5, 5, 10].first { $0 * power >= raw * (1 - 1e-9) } ?? 10
    return factor * power
  }
}
