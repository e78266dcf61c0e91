/// The measures of reading of each unit in each trial.
package enum MeasureTable {
  /// - Parameter unit: token, line or box; labels have no measures of a single trial's own (`MeasureSummary`).
  package static func definition(_ unit: ReadingUnit) -> TableDefinition<UnitMeasures> {
    TableDefinition(
      "measures_\(unit.rawValue)", row: "one \(unit.rawValue) in one trial",
      columns: MeasureColumns.trial(\.reading) + MeasureColumns.unit(unit, \.item)
        + MeasureColumns.all.map { $0.of(\.measures) })
  }

  /// In the order of the trials and of their text.
  package static func rows(_ set: ReadingSet, unit: ReadingUnit) -> [UnitMeasures] {
    set.readings.flatMap { $0.measures(of: unit) ?? [] }
  }
}

extension ReadingSet {
  /// A sentence about the trials that have no measures of a unit, and the fixations that are on none; nil if there are
  /// none of both.
  package func leftOut(of unit: ReadingUnit) -> String? {
    let without = readings.filter { $0.measures(of: unit) == nil }
    let rest = readings.filter { $0.measures(of: unit) != nil }
    let fixations = rest.reduce(0) { $0 + $1.trial.fixations.count }
    let used = rest.reduce(0) { $0 + $1.fixations(on: unit) }
    var parts: [String] = []
    if let first = without.first {
      parts.append(
        "\(without.count) of \(readings.count) trials without a fixation on a \(unit == .label ? "token" : unit.rawValue)"
          + " (first \(first.trial.provenance.place))")
    }
    if used < fixations {
      parts.append("\(fixations - used) of \(fixations) fixations on no \(unit == .label ? "token" : unit.rawValue)")
    }
    return parts.isEmpty ? nil : "left out: " + parts.joined(separator: ", ")
  }
}

extension Reading {
  /// The fixations that count for a unit.
  fileprivate func fixations(on unit: ReadingUnit) -> Int {
    switch unit {
    case .token, .line, .label: places.count { $0.token != nil }
    case .box: places.count { $0.box.flatMap { boxes.boxes[$0].rank } != nil }
    }
  }
}
