/// Carr et al.'s `merge`: merges runs of forward reading, the pair with the best common regression line first, until
/// there are as many runs as lines; then matches runs and lines from top to bottom.
///
/// Four phases relax the conditions: both runs have at least three fixations; one of them does; any runs; any runs
/// without limits on slope and error.
struct RunMerging {
  private let settings: DriftSettings

  init(_ settings: DriftSettings) {
    self.settings = settings
  }

  /// - Complexity: O(runs³) comparisons in the worst case; the regression of each pair is computed once.
  func lines(of points: [ScreenPoint], in text: TextLines) -> [Int] {
    let ranges = LineAssignment.runs(of: points) { previous, next in
      next.x < previous.x || abs(next.y - previous.y) > settings.mergeY
    }
    var runs = ranges.map { Run(members: Array($0), moments: Moments(points[$0])) }
    var fits = runs.indices.map { i in
      runs.indices.map { j in j < i ? runs[i].moments.joined(runs[j].moments).fit : .none }
    }
    for (longer, shorter, isBounded) in [(3, 3, true), (3, 1, true), (1, 1, true), (1, 1, false)] {
      while runs.count > text.lines.count {
        guard let (i, j) = best(runs, fits, longer, shorter, isBounded) else { break }
        runs[j].members += runs[i].members
        runs[j].moments = runs[j].moments.joined(runs[i].moments)
        runs.remove(at: i)
        fits.remove(at: i)
        for row in fits.indices { fits[row].remove(at: i) }
        for other in runs.indices where other != j {
          fits[max(other, j)][min(other, j)] = runs[other].moments.joined(runs[j].moments).fit
        }
      }
    }
    return LineAssignment.ordered(runs.map(\.members), points.map(\.y), text)
  }

  /// The pair with the smallest error among those that the phase allows, later run first.
  private func best(
    _ runs: [Run], _ fits: [[Moments.Fit]], _ longer: Int, _ shorter: Int, _ isBounded: Bool
  ) -> (Int, Int)? {
    var best: (Int, Int)?
    var least = Double.infinity
    for i in runs.indices {
      for j in 0..<i {
        let (most, fewest) = (
          max(runs[i].members.count, runs[j].members.count), min(runs[i].members.count, runs[j].members.count)
        )
        guard most >= longer, fewest >= shorter else { continue }
        let fit = fits[i][j]
        if isBounded, abs(fit.slope) >= settings.mergeSlope || fit.error >= settings.mergeError { continue }
        if fit.error < least { (best, least) = ((i, j), fit.error) }
      }
    }
    return best
  }

  private struct Run {
    var members: [Int]
    var moments: Moments
  }
}

/// Sums that determine a regression line; the sums of two sets add up.
///
/// Coordinates are below 10⁵ pixels, so the rounding error of these sums in doubles is far below a pixel.
private struct Moments {
  struct Fit {
    var slope: Double
    /// Root mean square of the residuals.
    var error: Double
    static let none = Fit(slope: 0, error: .infinity)
  }

  private var count = 0.0
  private var x = 0.0
  private var y = 0.0
  private var xx = 0.0
  private var xy = 0.0
  private var yy = 0.0

  init(_ points: ArraySlice<ScreenPoint>) {
    for point in points {
      count += 1
      x += point.x
      y += point.y
      xx += point.x * point.x
      xy += point.x * point.y
      yy += point.y * point.y
    }
  }

  func joined(_ other: Moments) -> Moments {
    var sum = self
    sum.count += other.count
    sum.x += other.x
    sum.y += other.y
    sum.xx += other.xx
    sum.xy += other.xy
    sum.yy += other.yy
    return sum
  }

  /// The least-squares line; horizontal if all points have the same x.
  var fit: Fit {
    guard count > 0 else { return .none }
    let spread = xx - x * x / count
    let common = xy - x * y / count
    let height = yy - y * y / count
    let slope = spread > 1e-9 ? common / spread : 0
    return Fit(slope: slope, error: (max(0, height - slope * common) / count).squareRoot())
  }
}
