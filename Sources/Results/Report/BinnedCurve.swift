import Pages
import Training

/// A curve reduced to the means of at most 120 bins of equal length, which smooths it and keeps pages small.
struct BinnedCurve {
  private(set) var points: [PlotPoint] = []

  private static let mostBins = 120

  /// - Parameter last: the last step of the plot, which determines the width of the bins.
  init(_ steps: [TrainingEvent.Step], last: Int, value: (TrainingEvent.Step) -> Double?) {
    let width = max(1, last / Self.mostBins + (last % Self.mostBins > 0 ? 1 : 0))
    var bin = -1
    var (sum, count) = (0.0, 0)
    func point() -> PlotPoint { PlotPoint((Double(bin) + 0.5) * Double(width) + 0.5, sum / Double(count)) }
    for step in steps {
      guard step.step > 0, let value = value(step), value.isFinite else { continue }
      let next = (step.step - 1) / width
      if next != bin {
        if count > 0 { points.append(point()) }
        (bin, sum, count) = (next, 0, 0)
      }
      sum += value
      count += 1
    }
    if count > 0 { points.append(point()) }
  }
}
