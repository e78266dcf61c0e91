import Basics

/// When a rank gives up on another, so that the job ends and can be resumed instead of waiting for ever.
package struct WatchdogConfiguration: ValidatedConfiguration, Equatable {
  /// Seconds without a sign of life of a rank; 0 switches the watchdog off.
  package var silenceSeconds = 8.0
  /// Least seconds that a rank waits in a step for one that is alive.
  package var stallSeconds = 10.0
  /// The same in multiples of the median step's duration; the longer of the two holds.
  package var stallSteps = 20.0
  /// Seconds that a rank waits outside of steps, such as in a validation, for one that is alive.
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
