import Scanpaths
import Statistics

/// What a row of means is about.
package enum SummaryGroup: String, Sendable, CaseIterable { case trial, participant, method, all }

/// Means of the measures of reading over the units of several trials.
///
/// A mean counts every unit once for each trial that could have it: a token that was read by ten people counts ten
/// times. With several participants or methods its 95 % interval is clustered by both (`ClusteredInterval`): the
/// measure's sum over the sum of units is a ratio of two sums over trials, whose linear approximation gives each trial's
/// influence.
package struct MeasureSummary: Sendable {
  package struct Mean: Sendable, Equatable {
    package var value: Double
    package var lower: Double?
    package var upper: Double?
  }

  package let reading: Reading
  /// Nil where the row is about all units together.
  package let item: UnitItem?
  package let participants: Int
  package let methods: Int
  package let trials: Int
  /// Units, once for each trial.
  package let units: Int
  package let fixated: Int
  package let withFirstPass: Int
  package let withSingleFixation: Int
  /// By place in `AveragedMeasure.all`; nil where nothing is averaged.
  package let means: [Mean?]

  /// The columns of a table of means.
  ///
  /// - Parameters:
  ///   - unit: what the means are over.
  ///   - group: which trials a row is about.
  package static func definition(_ unit: ReadingUnit, per group: SummaryGroup) -> TableDefinition<MeasureSummary> {
    let what = hasItems(unit, per: group) ? "one \(unit.rawValue)" : "all \(unit.observations)"
    let place = group == .all ? "over all trials" : "of one \(group.rawValue)"
    return TableDefinition(
      "means_\(unit.rawValue)_per_\(group.rawValue)", row: "\(what) \(place)",
      columns: keys(unit, per: group) + counts(unit) + means(withBounds: group != .trial))
  }

  private static func keys(_ unit: ReadingUnit, per group: SummaryGroup) -> [TableColumn<MeasureSummary>] {
    let units = hasItems(unit, per: group) ? MeasureColumns.unit(unit) { (row: MeasureSummary) in row.item } : []
    switch group {
    case .trial: return MeasureColumns.trial(\.reading) + units
    case .participant: return [MeasureColumns.participant(\.reading.participant)] + units
    case .method: return [MeasureColumns.method(\.reading.method)] + units
    case .all: return units
    }
  }

  /// Whether a row is about one unit. Tokens, lines and boxes belong to a method; labels are the same everywhere.
  static func hasItems(_ unit: ReadingUnit, per group: SummaryGroup) -> Bool {
    unit == .label || group == .method || group == .trial
  }

  private static func counts(_ unit: ReadingUnit) -> [TableColumn<MeasureSummary>] {
    [
      .integer("participants", "The participants of the trials.") { $0.participants },
      .integer("methods", "The methods of the trials.") { $0.methods },
      .integer("trials", "The trials in the means.") { $0.trials },
      .integer(unit.observations, "The \(unit.observations), once for each trial; means are over these.") { $0.units },
      .integer("fixated_count", "How many of them were fixated.") { $0.fixated }.asDetail,
      .integer("first_pass_count", "How many of them have a first pass.") { $0.withFirstPass }.asDetail,
      .integer("single_fixation_count", "How many of them have a first pass of a single fixation.") {
        $0.withSingleFixation
      }.asDetail,
    ]
  }

  private static func means(withBounds: Bool) -> [TableColumn<MeasureSummary>] {
    AveragedMeasure.all.enumerated().flatMap { place, measure in
      let mean = TableColumn<MeasureSummary>(measure.description) { .mean($0.means[place]?.value) }
      guard withBounds else { return [mean] }
      return [
        mean,
        TableColumn(.bound(.lower, of: measure.description)) { .mean($0.means[place]?.lower) },
        TableColumn(.bound(.upper, of: measure.description)) { .mean($0.means[place]?.upper) },
      ]
    }
  }
}

extension TableValue {
  fileprivate static func mean(_ value: Double?) -> TableValue {
    value.flatMap { $0.isFinite ? .number($0) : nil } ?? .missing
  }
}
