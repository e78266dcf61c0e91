/// Intervals of means over readings, which are clustered by participants and by methods.
///
/// The variance of the mean is that of the participants' sums plus that of the methods' sums less that of the readings,
/// which both contain (Cameron, Gelbach and Miller, "Robust inference with multiway clustering", Journal of Business and
/// Economic Statistics 29, 2011), each times G / (G − 1) for its number G of clusters; Student's t has as many degrees
/// of freedom as the smaller number of clusters less one. Simulated at 23 participants × 61 methods with 479 readings,
/// it covers 94 to 97 %, where the percentile interval of the pigeonhole bootstrap (`PigeonholeBootstrap`) covers from
/// 93 to over 99 %, depending on how much participants and methods differ (docs/statistics.md).
///
/// With a single participant, readings are clustered by methods alone, and with a single method by participants; the
/// interval's method then says so. With one of each there is no interval.
package struct ClusteredInterval: Sendable {
  package let clusters: ReadingClusters
  package let confidence: Double

  package init(_ clusters: ReadingClusters, confidence: Double = 0.95) {
    precondition(confidence > 0 && confidence < 1, "the confidence lies between 0 and 1")
    self.clusters = clusters
    self.confidence = confidence
  }

  /// The mean of the readings that have a value, with its interval; nil if none has one.
  ///
  /// - Parameter column: one entry for each reading, finite or nil.
  /// - Complexity: O(readings).
  package func mean(_ column: [Double?]) -> ConfidenceInterval? {
    precondition(column.count == clusters.count, "values of other readings")
    let present = column.indices.filter { column[$0]?.isFinite == true }
    let values = present.compactMap { column[$0] }
    guard let mean = Descriptive.mean(values) else { return nil }
    return interval(mean, influences: values.map { $0 - mean }, clusters.selecting(present))
  }

  /// The mean of first − second over the readings that have both; nil if none has both.
  package func difference(_ first: [Double?], _ second: [Double?]) -> ConfidenceInterval? {
    mean(zip(first, second).map { one, other in one.flatMap { one in other.map { one - $0 } } })
  }

  /// Any statistic of weighted readings, such as a ratio of sums, with its interval: the jackknife without each reading
  /// gives its influence, and influences are clustered as values are. Nil if the statistic of all readings is.
  ///
  /// - Parameter statistic: the value for a weight of each reading, each 0 or 1; nil if undefined.
  /// - Complexity: as many calls of `statistic` as there are readings.
  package func statistic(_ statistic: (_ weights: [Double]) -> Double?) -> ConfidenceInterval? {
    var weights = [Double](repeating: 1, count: clusters.count)
    guard let whole = statistic(weights), whole.isFinite else { return nil }
    let count = Double(clusters.count)
    let influences = weights.indices.map { reading in
      weights[reading] = 0
      defer { weights[reading] = 1 }
      return (count - 1) * (whole - (statistic(weights) ?? whole))
    }
    let centre = Descriptive.mean(influences) ?? 0
    return interval(whole, influences: influences.map { $0 - centre }, clusters)
  }

  /// - Parameter influences: each reading's deviation; their mean is zero, and the estimate's error is about the mean of
  ///   such deviations.
  private func interval(
    _ estimate: Double, influences: [Double], _ clusters: ReadingClusters
  ) -> ConfidenceInterval {
    let units = clusters.units
    let (participants, methods) = (units[0].count, units[1].count)
    let basis = Basis(participants: participants, methods: methods)
    guard let smallest = basis.smallest else {
      return ConfidenceInterval(
        estimate: estimate, confidence: confidence, method: basis.name, units: units,
        reason: "one participant and one method cannot say how much participants or methods vary")
    }
    var variance = 0.0
    if Spread.variance(influences) > 0 {
      let own = Self.variance(influences, groups: Array(influences.indices))
      let people = Self.variance(influences, groups: clusters.participants)
      let code = Self.variance(influences, groups: clusters.methods)
      // The difference can be negative or too small by chance when clusters hardly matter.
      variance =
        switch basis {
        case .both: max(people + code - own, people, code, own)
        case .participants: people
        case .methods: code
        case .none: 0
        }
    }
    return ConfidenceInterval(
      estimate: estimate,
      variance: VarianceComponents([
        .init(basis.source, variance: variance, degreesOfFreedom: Double(smallest - 1))
      ]), confidence: confidence, method: basis.name, units: units,
      equalValues: "the readings do not vary, so nothing says how much others would")
  }

  /// The variance of the mean of `values`, which has the mean zero, from the sums of its groups.
  private static func variance(_ values: [Double], groups: [Int]) -> Double {
    var sums = [Double](repeating: 0, count: (groups.max() ?? 0) + 1)
    for (value, group) in zip(values, groups) { sums[group] += value }
    let clusters = Double(Set(groups).count)
    let squares = sums.reduce(0) { $0 + $1 * $1 }
    return squares / (Double(values.count) * Double(values.count)) * clusters / (clusters - 1)
  }

  /// What varies enough to be generalised over.
  private enum Basis {
    case both(Int)
    case participants(Int)
    case methods(Int)
    case none

    init(participants: Int, methods: Int) {
      self =
        switch (participants > 1, methods > 1) {
        case (true, true): .both(min(participants, methods))
        case (true, false): .participants(participants)
        case (false, true): .methods(methods)
        case (false, false): .none
        }
    }

    /// The smallest number of clusters.
    var smallest: Int? {
      switch self {
      case .both(let count), .participants(let count), .methods(let count): count
      case .none: nil
      }
    }

    var source: String {
      switch self {
      case .both, .none: "participants and methods"
      case .participants: "participants"
      case .methods: "methods"
      }
    }

    var name: String {
      switch self {
      case .both: "Student's t, clustered by participants and methods"
      case .participants: "Student's t, clustered by participants; says nothing about other methods"
      case .methods: "Student's t, clustered by methods; says nothing about other participants"
      case .none: "clustered by participants and methods"
      }
    }
  }
}
