/// Asynchronous successive halving (Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020).
///
/// A trial that has reached a rung waits there. Whenever a slot is free, the best waiting trial among the top
/// 1/`factor` of all that have reached its rung is promoted, starting with the highest rungs. No trial waits for a rung
/// to be complete.
package struct SuccessiveHalving: Sendable, Equatable {
  package let factor: Int
  /// The number of rungs; the last is a trial's end.
  package let rungs: Int

  package init(factor: Int, rungs: Int) {
    self.factor = factor
    self.rungs = rungs
  }

  /// A trial at a rung, with its objective there; lower is better.
  package struct Result: Sendable, Equatable {
    package let trial: Int
    package let value: Double
    /// Whether the trial has been promoted from the rung, or cannot continue.
    package let hasLeft: Bool

    package init(trial: Int, value: Double, hasLeft: Bool) {
      self.trial = trial
      self.value = value
      self.hasLeft = hasLeft
    }
  }

  /// The trial to promote next, and the rung it is promoted to; nil if there is none.
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
