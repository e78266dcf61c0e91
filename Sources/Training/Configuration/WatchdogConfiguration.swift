import Basics

/// When a rank gives up on another, so that the job ends and can be resumed instead of hanging.
package struct WatchdogConfiguration: ValidatedConfiguration, Equatable {
  /// Seconds without a sign of life from a rank; 0 switches the watchdog off.
  package var silenceSeconds = 8.0
  /// Least time limit in seconds for waiting within a step for a rank that is alive.
  package var stallSeconds = 10.0
  /// The same limit as a multiple of the median duration of a step; the longer of the two applies.
  package var stallSteps = 20.0
  /// Time limit in seconds for waiting outside of steps, for example during a validation, for a rank that is alive.
  package var validationSeconds = 1800.0

  package init() {}

  package func validate() throws {
    try require(silenceSeconds >= 0 && silenceSeconds <= 86_400, "silenceSeconds", "must be between 0 and 86400")
    try require(
      silenceSeconds == 0 || silenceSeconds >= 2, "silenceSeconds",
      "must be at least 2, as a few heartbeats may be lost",
      remedy: "0 switches the watchdog off")
    try require(stallSeconds >= 1, "stallSeconds", "must be at least 1")
    try require(stallSteps >= 2 && stallSteps <= 1e6, "stallSteps", "must be between 2 and 1000000")
    try require(
      validationSeconds >= stallSeconds && validationSeconds <= 604_800, "validationSeconds",
      "must be between stall_seconds and 604800, a week")
  }
}
