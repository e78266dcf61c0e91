import Foundation

/// The drift algorithms that fit a transformation to all fixations at once.
///
/// Both search a grid and then refine the best point by halving steps; the paper leaves the optimiser open.
enum DriftFit {
  /// Fits lines y = y_line + slope · x + offset with normal errors by maximum likelihood, then gives every fixation its
  /// likeliest line. x counts from the text's left edge, so slope and offset do not depend on the text's position on
  /// the screen.
  static func regress(_ points: [ScreenPoint], _ text: TextLines, _ settings: DriftSettings) -> [Int] {
    let left = text.bounds?.x ?? 0
    func line(_ point: ScreenPoint, _ slope: Double, _ offset: Double) -> Int {
      text.nearest(to: point.y - slope * (point.x - left) - offset)
    }
    // With each fixation on its nearest line, the likelihood peaks at the standard deviation of the residuals.
    func loss(_ slope: Double, _ offset: Double) -> Double {
      let squares = points.reduce(0.0) { sum, point in
        let height = point.y - slope * (point.x - left) - offset
        let residual = height - text.lines[text.nearest(to: height)].y
        return sum + residual * residual
      }
      let count = Double(points.count)
      let deviation = min(max((squares / count).squareRoot(), 1), settings.regressDeviation)
      return count * log(deviation) + squares / (2 * deviation * deviation)
    }
    let (slope, offset) = minimum(of: loss, (0, settings.regressSlope), (0, settings.regressOffset))
    return points.map { line($0, slope, offset) }
  }

  /// Fits the scale and offset that bring all heights nearest to lines, by the sum of the distances.
  static func stretch(_ points: [ScreenPoint], _ text: TextLines, _ settings: DriftSettings) -> [Int] {
    func loss(_ scale: Double, _ offset: Double) -> Double {
      points.reduce(0.0) { sum, point in
        let height = point.y * scale + offset
        return sum + abs(height - text.lines[text.nearest(to: height)].y)
      }
    }
    let (scale, offset) = minimum(of: loss, (1, settings.stretchScale), (0, settings.stretchOffset))
    return points.map { text.nearest(to: $0.y * scale + offset) }
  }

  /// The least value in a rectangle given by its centre and half its sides. Ties go to the value nearest to the centre,
  /// so fixations that need no correction get none.
  private static func minimum(
    of loss: (Double, Double) -> Double, _ first: (middle: Double, reach: Double),
    _ second: (middle: Double, reach: Double)
  ) -> (Double, Double) {
    let half = 10
    var best = (first.middle, second.middle)
    var least = loss(best.0, best.1)
    func attempt(_ one: Double, _ two: Double) -> Bool {
      let one = min(max(one, first.middle - first.reach), first.middle + first.reach)
      let two = min(max(two, second.middle - second.reach), second.middle + second.reach)
      let value = loss(one, two)
      guard value < least - 1e-9 * abs(least) else { return false }
      (best, least) = ((one, two), value)
      return true
    }
    for ring in 1...half {
      for i in -ring...ring {
        for j in -ring...ring where max(abs(i), abs(j)) == ring {
          let share = (Double(i) / Double(half), Double(j) / Double(half))
          _ = attempt(first.middle + share.0 * first.reach, second.middle + share.1 * second.reach)
        }
      }
    }
    var step = (first.reach / Double(half), second.reach / Double(half))
    for _ in 0..<12 {
      let center = best
      for (i, j) in [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)] {
        _ = attempt(center.0 + Double(i) * step.0, center.1 + Double(j) * step.1)
      }
      if best == center { step = (step.0 / 2, step.1 / 2) }
    }
    return best
  }
}
