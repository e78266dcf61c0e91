/// What a column of a table holds: its entry in the data dictionary.
package struct ColumnDescription: Sendable, Equatable {
  /// The type of a column's values.
  package enum Kind: String, Sendable, CaseIterable { case text, integer, number, boolean }

  /// Which bound of an interval a column is.
  package enum Bound: String, Sendable { case lower, upper }

  /// In snake case, with the unit at its end.
  package var name: String
  package var kind: Kind
  /// `ms`, `px`, `deg`, `Hz`; empty for counts, shares and texts.
  package var unit = ""
  package var meaning: String
  /// When there is no value; empty if there always is one.
  package var missing = ""
  /// Nil for a column that is no bound of an interval.
  package var bound: Bound?
  /// Whether tables for people leave it out, to stay readable.
  package var isDetail = false

  /// A bound of the interval of a mean.
  package static func bound(_ bound: Bound, of mean: ColumnDescription) -> ColumnDescription {
    let suffix = mean.unit.isEmpty ? "" : "_\(mean.unit.lowercased())"
    let stem = suffix.isEmpty || !mean.name.hasSuffix(suffix) ? mean.name : String(mean.name.dropLast(suffix.count))
    let ending = stem == mean.name ? "" : suffix
    return ColumnDescription(
      name: "\(stem)_\(bound.rawValue)\(ending)", kind: .number, unit: mean.unit,
      meaning: "The \(bound.rawValue) bound of the 95 % interval of `\(mean.name)`.",
      missing: "too few participants and methods, or values that do not vary", bound: bound)
  }
}

/// One cell of a table.
package enum TableValue: Sendable, Equatable {
  case missing
  case text(String)
  case integer(Int)
  /// Finite.
  case number(Double)
  case boolean(Bool)
}
