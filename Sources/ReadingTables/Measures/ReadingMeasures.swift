/// The units that one fixation is on.
package struct UnitVisit: Sendable, Equatable {
  /// Numbers in the order of the text; several when, for example, a box covers several tokens.
  package var units: [Int]
  /// Milliseconds.
  package var duration: Double
  /// The division of the duration among `units`; nil divides it equally.
  package var shares: [Double]?
  /// Milliseconds since the beginning of the trial; nil if unknown.
  package var start: Double?

  package init(units: [Int], duration: Double, shares: [Double]? = nil, start: Double? = nil) {
    self.units = units
    self.duration = duration
    self.shares = shares
    self.start = start
  }
}

/// Computes the measures of reading from a sequence of fixations on numbered units.
package struct ReadingMeasures {
  private var readings: [UnitReading]
  private var furthest = -1
  private var previous: Set<Int> = []
  /// Units in their first pass.
  private var current: Set<Int> = []
  /// Units with no later fixation since the start of their first pass.
  private var open: Set<Int> = []

  /// The measures of every unit.
  ///
  /// A fixation on several units counts as one on each of them, with its share of the duration. A saccade between two
  /// fixations with a unit in common neither enters nor leaves it. Numbers that name no unit are ignored, and so are
  /// fixations on no unit: looking away does not end a pass.
  ///
  /// - Complexity: O(fixations · (units of a fixation + units whose regression path is open)).
  package static func measures(_ visits: [UnitVisit], unitCount: Int) -> [UnitReading] {
    var measures = ReadingMeasures(unitCount: unitCount)
    for visit in visits where visit.duration >= 0 && visit.duration.isFinite { measures.add(visit) }
    return measures.readings
  }

  private init(unitCount: Int) {
    readings = [UnitReading](repeating: UnitReading(), count: max(unitCount, 0))
  }

  private mutating func add(_ visit: UnitVisit) {
    let shares = shares(of: visit)
    let units = Set(shares.keys)
    guard let last = units.max() else { return }
    move(to: units, last: last)
    for (unit, share) in shares {
      if readings[unit].fixations == 0 {
        readings[unit].firstStart = visit.start
        if unit > furthest {
          current.insert(unit)
          open.insert(unit)
          readings[unit].firstPass = UnitReading.FirstPass(firstFixationDuration: share)
        }
      }
      readings[unit].fixations += 1
      readings[unit].sharedFixations += shares.count > 1 ? 1 : 0
      readings[unit].totalTime += share
      if current.contains(unit) {
        readings[unit].firstPass?.fixations += 1
        readings[unit].firstPass?.gazeDuration += share
      } else {
        readings[unit].secondPassDuration += share
      }
    }
    for unit in open { readings[unit].firstPass?.regressionPathDuration += shares[unit] ?? visit.duration }
    furthest = max(furthest, last)
    previous = units
  }

  /// Counts what the saccade to these units enters and leaves.
  private mutating func move(to units: Set<Int>, last: Int) {
    for unit in units.subtracting(previous) {
      readings[unit].entries += 1
      if let before = previous.min(), unit < before { readings[unit].regressionsIn += 1 }
    }
    for unit in previous.subtracting(units) {
      if last < unit { readings[unit].regressionsOut += 1 }
      if current.remove(unit) != nil, last < unit { readings[unit].firstPass?.endsInRegression = true }
    }
    for unit in open.subtracting(units) where last > unit { open.remove(unit) }
  }

  /// The duration on each existing unit.
  private func shares(of visit: UnitVisit) -> [Int: Double] {
    let weights = visit.shares.flatMap { $0.count == visit.units.count ? $0 : nil }
    var shares: [Int: Double] = [:]
    var total = 0.0
    for (index, unit) in visit.units.enumerated() where readings.indices.contains(unit) {
      let weight = weights?[index] ?? 1
      let usable = weight.isFinite ? max(0, weight) : 0
      shares[unit, default: 0] += usable
      total += usable
    }
    if shares.count == 1 { return shares.mapValues { _ in visit.duration } }
    let count = Double(max(shares.count, 1))
    return shares.mapValues { total > 0 ? visit.duration * $0 / total : visit.duration / count }
  }
}
