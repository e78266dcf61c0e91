/// Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020).
///
/// A trial that has reached a rung waits there. Whenever there is room, the best of a rung that is among the top
/// 1/`factor` of all that have reached it goes on to the next, higher rungs first; nothing waits for a rung to be complete.
package struct SuccessiveHalving: Sendable, Equatable {
  package let factor: Int
  /// The number of rungs, the last of which is a trial's end.
  package let rungs: Int

  package init(factor: Int, rungs: Int) {
    self.factor = factor
    self.rungs = rungs
  }

  /// A trial at a rung. `value` is the objective there, of which less is better.
  package struct Result: Sendable, Equatable {
    package let trial: Int
    package let value: Double
    /// Whether the trial has been sent on from the rung, or cannot go on.
    package let hasLeft: Bool

    package init(trial: Int, value: Double, hasLeft: Bool) {
      self.trial = trial
      self.value = value
      self.hasLeft = hasLeft
    }
  }

  /// The trial that goes on next, and the rung it goes to; nil when none may.
  ///
  /// - Parameter results: for each rung, the trials that have reached it.
  package func promotion(among results: [[Result]]) -> (trial: Int, rung: Int)? {
    for rung in results.indices.reversed() where rung + 1 < rungs {
      let ranked = results[rung].sorted { (rank($0.value), $0.trial) < (rank($1.value), $1.trial) }
      let top = ranked.prefix(ranked.count / factor)
      if let next = top.first(where: { !$0.hasLeft }) { return (next.trial, rung + 1) }
    }
    return nil
  }

  private func rank(_ value: Double) -> Double { value.isNaN ? .infinity : value }
}
