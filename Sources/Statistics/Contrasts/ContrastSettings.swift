import Basics

/// What to say of a difference.
package struct ContrastSettings: ValidatedConfiguration, Equatable {
  /// The confidence of the intervals; 1 − confidence is the level of the tests of equivalence and power.
  package var confidence = 0.95
  /// The largest difference that is negligible, in the unit of the differences; nil for no test of equivalence.
  package var equivalenceMargin: Double?
  /// The probability of finding the effect that is looked for; nil for no detectable effect.
  package var power: Double?
  /// The number of seeds of the planned experiment; nil for as many as there are.
  package var plannedSeeds: Int?
  /// The number of random patterns of tests that are not exact.
  package var rounds = 10_000
  package var seed: UInt64 = 0

  package init() {}

  package func validate() throws {
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
    try require(rounds > 0, "rounds", "the number of rounds must be positive, not \(rounds)")
    if let margin = equivalenceMargin {
      try require(
        margin > 0 && margin.isFinite, "equivalenceMargin", "the margin must be a positive number, not \(margin)")
      try require(
        confidence > 0.5, "confidence", "a test of equivalence needs a confidence above 0.5, not \(confidence)")
    }
    if let power {
      try require(power > 0 && power < 1, "power", "the power must lie between 0 and 1, not be \(power)")
      try require(power > 1 - confidence, "power", "the power must exceed the level of the test, \(1 - confidence)")
    }
    if let plannedSeeds {
      try require(
        (2...100_000).contains(plannedSeeds), "plannedSeeds",
        "an experiment needs at least 2 seeds, and at most 100,000 are planned, not \(plannedSeeds)")
      try require(power != nil, "plannedSeeds", "planned seeds have an effect only together with a power")
    }
  }
}
