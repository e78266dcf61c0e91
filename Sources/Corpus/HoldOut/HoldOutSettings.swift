import Basics

/// Which readings are kept for measuring: those of one fold of the methods, of the participants or of both.
package struct HoldOutSettings: ValidatedConfiguration, Equatable {
  package enum Unit: String, Codable, CaseIterable, Sendable {
    /// Methods that nobody's reading is trained on.
    case methods
    /// People none of whose readings is trained on.
    case participants
    /// Readings of held-out methods by held-out people. Readings with only one of the two are left out of both sides.
    case both
  }

  package var by = Unit.methods
  /// The number of folds into which the methods, the participants or each of them are divided; 0 for no hold-out.
  package var folds = 0
  /// The fold that is held out, counted from 0.
  package var fold = 0
  /// Decides the folds; a seed of its own, so that runs with different seeds can share the folds of a cross-validation.
  package var seed: UInt64 = 1

  package init() {}

  package func validate() throws {
    try require(
      folds == 0 || folds >= 2, "folds", "must be 0 or at least 2, not \(folds)",
      remedy: "0 holds nothing out; a single fold would hold out everything")
    try require(
      fold >= 0 && fold < max(folds, 1), "fold",
      folds == 0 ? "is \(fold), but there are no folds" : "is \(fold), but \(folds) folds are counted from 0",
      remedy: folds == 0 ? "set folds too" : "")
    try require(
      folds > 0 || by == .methods, "by", "has no effect without folds", remedy: "set folds to 2 or more")
  }

  package var isUsed: Bool { folds > 0 }
}
