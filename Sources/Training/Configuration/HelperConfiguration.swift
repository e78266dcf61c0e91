import Basics

/// The work that rank 0 gives to a child process, so a crash, an endless loop or a lack of memory there does not end
/// the run.
package struct HelperConfiguration: ValidatedConfiguration, Equatable {
  /// Whether rank 0 uses child processes at all; otherwise it does their work itself, without limits.
  package var separate = true
  /// Time limit in seconds for the scores of one validation; scores that are late are missing.
  package var scoringSeconds = 300
  /// Megabytes of address space for scoring; 0 for no limit.
  package var scoringMegabytes = 4096
  /// Time limit in seconds to build a run's gaze from recordings or its cache, once before the first step.
  package var gazeSeconds = 1500
  /// Megabytes of address space for building the gaze; 0 for no limit.
  package var gazeMegabytes = 0

  /// The least address space in which the program can start.
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
