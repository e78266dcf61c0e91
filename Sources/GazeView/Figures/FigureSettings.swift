/// How figures look.
package struct FigureSettings: Sendable, Equatable {
  /// The widths of one column and of two in journals with two, in millimetres.
  package static let singleColumn = 84.0
  package static let doubleColumn = 174.0
  /// The widths that figures can have, in millimetres. Legends do not fit into less.
  package static let widths = 75.0...600.0

  package var palette = FigurePalette.orange
  /// In millimetres; nil chooses one of the columns.
  package var width: Double?
  /// Whether to mark the label of each token.
  package var showsLabels = false
  /// Whether title and counts are above the figure. Without them, a simulated trial is still marked as one.
  package var showsCaption = true

  package init() {}

  static let pointsPerMillimetre = 72 / 25.4

  /// The width in points.
  func points(orElse millimetres: Double) -> Double { (width ?? millimetres) * Self.pointsPerMillimetre }
}
