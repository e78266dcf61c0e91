import Foundation

/// One line of a sweep's journal: something that happened and is not to be forgotten.
struct SweepRecord: Codable, Sendable, Equatable {
  enum Event: String, Codable, Sendable {
    /// A scheduler took up the sweep.
    case opened
    /// A trial got its parameters.
    case created
    /// A trial's processes were started, towards a rung.
    case started
    /// A trial has reached a rung, or its end.
    case reached
    /// A trial's numbers ceased to be finite before its rung.
    case diverged
    /// A trial ended before its rung and can be continued.
    case interrupted
    /// A trial ended in a way that continuing it would repeat.
    case failed
    /// A failed trial is to be tried again.
    case retried
  }

  var event: Event
  /// Seconds since 1970.
  var time: Double
  var trial: Int?
  var parameters: TrialParameters?
  var rung: Int?
  /// The step of the last validation; of an interrupted trial, that of its last checkpoint.
  var step: Int?
  /// The objective; nil where it was no finite number.
  var objective: Double?
  /// Whether the trial cannot go on from here.
  var isFinal: Bool?
  /// What a stretch that was started is known by where somebody else runs it.
  var submission: String?
  /// Why a trial was interrupted or failed.
  var problem: String?
  /// The folder in which the trials' processes run; relative paths of the configuration begin there.
  var workingFolder: String?

  init(_ event: Event, trial: Int? = nil) {
    self.event = event
    self.trial = trial
    time = Date().timeIntervalSince1970
  }
}
