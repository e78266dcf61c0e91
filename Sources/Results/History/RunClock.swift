import Runs

/// When a run reached its steps, in seconds of training and validation since its first start. Interruptions do not
/// count.
struct RunClock {
  private var steps: [Int] = []
  private var seconds: [Double] = []

  init(_ history: EventHistory) {
    let spent =
      history.steps.map { ($0.step, $0.seconds) } + history.gazeSteps.map { ($0.step, $0.seconds) }
      + history.validations.map { ($0.step, $0.seconds) }
    var total = 0.0
    for (step, duration) in spent.sorted(by: { $0.0 < $1.0 }) {
      total += duration.isFinite ? max(0, duration) : 0
      if steps.last == step {
        seconds[seconds.count - 1] = total
      } else {
        steps.append(step)
        seconds.append(total)
      }
    }
    // A run without times, such as one that was archived without its events, has no clock.
    if total == 0 { (steps, seconds) = ([], []) }
  }

  /// The seconds until the end of the last step that is not after `step`; nil if the times are unknown.
  func seconds(at step: Double) -> Double? {
    guard !steps.isEmpty else { return nil }
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if Double(steps[middle]) <= step { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : seconds[low - 1]
  }
}
