import Basics

/// The two-way clustered (pigeonhole) bootstrap of readings (Owen, "The pigeonhole bootstrap", Annals of Applied
/// Statistics 1, 2007).
///
/// A round draws as many participants as there are and as many methods, each with replacement; a reading counts as often
/// as its participant was drawn times how often its method was. `ClusteredInterval` covers more reliably; this gives the
/// whole distribution, for statistics that are not means.
package struct PigeonholeBootstrap: Sendable {
  package let clusters: ReadingClusters
  package let rounds: Int
  package let seed: UInt64
  package let confidence: Double

  package init(_ clusters: ReadingClusters, rounds: Int = 1_000, seed: UInt64 = 0, confidence: Double = 0.95) {
    precondition(rounds > 0 && confidence > 0 && confidence < 1, "there are rounds, and a confidence below 1")
    self.clusters = clusters
    self.rounds = rounds
    self.seed = seed
    self.confidence = confidence
  }

  /// How often each reading counts in a round. The weights depend only on the seed, the round and the clusters, so
  /// differences of statistics are paired. They may all be zero.
  package func weights(round: Int) -> [Double] {
    let people = draws(clusters.participants, round, .participants)
    let code = draws(clusters.methods, round, .methods)
    return zip(clusters.participants, clusters.methods).map { people[$0] * code[$1] }
  }

  /// Intervals of the means of columns, from the same draws; nil for a column without values. A round that draws none of
  /// a column's values is left out of its distribution.
  ///
  /// - Parameter columns: for each column, the readings' values, nil where a reading has none.
  /// - Complexity: O(rounds · columns · readings).
  package func means(_ columns: [[Double?]]) -> [ConfidenceInterval?] {
    var resampled = [[Double]](repeating: [], count: columns.count)
    for round in 0..<rounds {
      let weights = weights(round: round)
      for (place, column) in columns.enumerated() {
        if let mean = Self.mean(column, weights) { resampled[place].append(mean) }
      }
    }
    let ones = [Double](repeating: 1, count: clusters.count)
    return zip(columns, resampled).map { column, means in
      Self.mean(column, ones).map { mean in
        interval(mean, means, clusters.selecting(column.indices.filter { column[$0] != nil }))
      }
    }
  }

  /// The interval of any statistic of weighted readings; nil if that of all readings is undefined.
  ///
  /// - Parameter statistic: the value for a weight of each reading; nil if undefined.
  package func statistic(_ statistic: (_ weights: [Double]) -> Double?) -> ConfidenceInterval? {
    guard let whole = statistic([Double](repeating: 1, count: clusters.count)) else { return nil }
    return interval(whole, (0..<rounds).compactMap { statistic(weights(round: $0)) }, clusters)
  }

  private func interval(_ estimate: Double, _ resampled: [Double], _ clusters: ReadingClusters) -> ConfidenceInterval {
    let units = clusters.units
    let isSingle = (units[0].count < 2, units[1].count < 2)
    let method =
      switch isSingle {
      case (false, false), (true, true): "pigeonhole bootstrap over participants and methods"
      case (false, true): "bootstrap over participants; says nothing about other methods"
      case (true, false): "bootstrap over methods; says nothing about other participants"
      }
    guard isSingle != (true, true) else {
      return ConfidenceInterval(
        estimate: estimate, confidence: confidence, method: method, units: units,
        reason: "one participant and one method cannot say how much participants or methods vary")
    }
    let sorted = resampled.sorted()
    return ConfidenceInterval(
      estimate: estimate, lower: Descriptive.quantile((1 - confidence) / 2, ofSorted: sorted) ?? estimate,
      upper: Descriptive.quantile((1 + confidence) / 2, ofSorted: sorted) ?? estimate, confidence: confidence,
      method: method, units: units, equalValues: "the readings do not vary, so nothing says how much others would")
  }

  /// How often each cluster was drawn, by its number.
  private func draws(_ numbers: [Int], _ round: Int, _ kind: ResamplingKind) -> [Double] {
    let present = Array(Set(numbers)).sorted()
    var drawn = [Double](repeating: 0, count: (present.last ?? -1) + 1)
    var stream = RandomStream(seed: seed, purpose: .bootstrap, round, kind.rawValue)
    for _ in present { drawn[present[Int(stream.next().multipliedFullWidth(by: UInt64(present.count)).high)]] += 1 }
    return drawn
  }

  private static func mean(_ column: [Double?], _ weights: [Double]) -> Double? {
    var (sum, total) = (0.0, 0.0)
    for (value, weight) in zip(column, weights) where weight > 0 {
      guard let value else { continue }
      sum += weight * value
      total += weight
    }
    return total > 0 ? sum / total : nil
  }
}
