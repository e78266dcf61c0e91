/// The standard eye-movement measures of reading, for one unit of the text: a token, a line or a box. Durations are in
/// milliseconds.
///
/// The definitions are Rayner's ("Eye movements in reading and information processing: 20 years of research",
/// Psychological Bulletin 124, 1998), with units in the order of the text; code is read less linearly than prose, so
/// first-pass measures are less informative than total time.
package struct UnitReading: Codable, Sendable, Equatable {
  /// From first entering a unit, with no later one fixated yet, until first leaving it.
  package struct FirstPass: Codable, Sendable, Equatable {
    package var fixations = 0
    /// The duration of the first fixation.
    package var firstFixationDuration: Double
    /// The total duration of the first pass's fixations.
    package var gazeDuration = 0.0
    /// From the start of the first pass until a later unit is fixated, including regressions to earlier ones (go-past
    /// time).
    package var regressionPathDuration = 0.0
    /// Whether the eyes left it for an earlier unit.
    package var endsInRegression = false

    /// The duration of the first fixation if it is the only one of the first pass.
    package var singleFixationDuration: Double? { fixations == 1 ? firstFixationDuration : nil }
  }

  package var fixations = 0
  /// Fixations that it shares with other units; its part of each duration counts.
  package var sharedFixations = 0
  /// Times that the eyes came to it from elsewhere.
  package var entries = 0
  /// The total duration of all fixations.
  package var totalTime = 0.0
  /// The start of its first fixation since the beginning of the trial; nil if unknown or without fixations.
  package var firstStart: Double?
  /// Nil when the unit was skipped: not fixated, or not before a later one.
  package var firstPass: FirstPass?
  /// The total duration of the fixations after the first pass; of all fixations without a first pass.
  package var secondPassDuration = 0.0
  /// Saccades that entered it from a later unit, and that left it for an earlier one.
  package var regressionsIn = 0
  package var regressionsOut = 0

  package init() {}

  package var secondPassFixations: Int { fixations - (firstPass?.fixations ?? 0) }
}
