import Basics

/// What rank 0 lets a child process do, so that a crash there, an endless loop or a lack of memory is not the run's.
package struct HelperConfiguration: ValidatedConfiguration, Equatable {
  /// Whether rank 0 has children at all; otherwise it does their work itself, without limits.
  package var separate = true
  /// Seconds for the scores of one validation; those that are not there by then are missing.
  package var scoringSeconds = 300
  /// Megabytes of address space for the same; 0 for no limit.
  package var scoringMegabytes = 4096
  /// Seconds to make a run's gaze from recordings or its cache, which happens once, before the first step.
  package var gazeSeconds = 1500
  /// Megabytes of address space for the same; 0 for no limit.
  package var gazeMegabytes = 0

  /// The least address space in which the program starts.
  package static let leastMegabytes = 512

  package init() {}

  package func validate() throws {
    for (key, value) in [("scoringSeconds", scoringSeconds), ("gazeSeconds", gazeSeconds)] {
      try require(value >= 1 && value <= 86_400, key, "must be between 1 and 86400, not \(value)")
    }
    for (key, value) in [("scoringMegabytes", scoringMegabytes), ("gazeMegabytes", gazeMegabytes)] {
      try require(
        value == 0 || value >= Self.leastMegabytes && value <= 1 << 30, key,
        "must be at least \(Self.leastMegabytes), not \(value)", remedy: "0 switches the limit off")
    }
  }
}
