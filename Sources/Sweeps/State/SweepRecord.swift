import Foundation

/// One line of a sweep's journal: an event to remember.
struct SweepRecord: Codable, Sendable, Equatable {
  enum Event: String, Codable, Sendable {
    /// A scheduler started or resumed the sweep.
    case opened
    /// A trial received its parameters.
    case created
    /// A trial's processes were started, to reach a rung.
    case started
    /// A trial has reached a rung, or its end.
    case reached
    /// A trial's numbers became non-finite before its rung.
    case diverged
    /// A trial ended before its rung and can be continued.
    case interrupted
    /// A trial ended in a way that a continuation would repeat.
    case failed
    /// A failed trial will be tried again.
    case retried
  }

  var event: Event
  /// Seconds since 1970.
  var time: Double
  var trial: Int?
  var parameters: TrialParameters?
  var rung: Int?
  /// The step of the last validation or, for an interrupted trial, of its last checkpoint.
  var step: Int?
  /// The objective; nil if it was not finite.
  var objective: Double?
  /// Whether the trial cannot continue.
  var isFinal: Bool?
  /// The name of the started stretch in an external queue.
  var submission: String?
  /// Why a trial was interrupted or failed.
  var problem: String?
  /// The working folder of the trials' processes; paths in the configuration are relative to it.
  var workingFolder: String?

  init(_ event: Event, trial: Int? = nil) {
    self.event = event
    self.trial = trial
    time = Date().timeIntervalSince1970
  }
}
