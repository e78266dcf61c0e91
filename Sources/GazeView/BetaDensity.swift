import Foundation

/// The density of a Beta distribution where it is not negligible, and its central interval, by the rectangle rule.
struct BetaDensity: Sendable {
  /// Places in (0, 1), equally far apart, with the density there relative to its largest value.
  let points: [(place: Double, height: Double)]
  /// The central 95 %.
  let interval: ClosedRange<Double>

  /// - Precondition: both parameters are at least 1.
  init(alpha: Double, beta: Double) {
    precondition(alpha >= 1 && beta >= 1, "a posterior of counts has parameters of at least 1")
    let sum = alpha + beta
    let mean = alpha / sum
    let deviation = (alpha * beta / (sum * sum * (sum + 1))).squareRoot()
    // Ten standard deviations on either side leave out less than a thousandth of a thousandth.
    let (low, high) = (max(0, mean - 10 * deviation), min(1, mean + 10 * deviation))
    let count = 600
    // The middles of the cells: the logarithms at 0 and 1 themselves are infinite.
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
