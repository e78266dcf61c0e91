import Runs

/// A trial of a sweep, from its journal.
package struct SweepTrial: Sendable, Equatable {
  package enum Status: String, Codable, Sendable {
    /// Has parameters but has not begun.
    case created
    case running
    /// Ended before its rung; will be continued.
    case interrupted
    /// Waits at a rung; only the best continue.
    case paused
    /// Has reached its end.
    case completed
    /// Its numbers became non-finite, which counts as the worst result.
    case diverged
    case failed
  }

  package let number: Int
  package let parameters: TrialParameters
  package internal(set) var status = Status.created
  /// The rung that the trial is running towards, or has reached.
  package internal(set) var rung = 0
  package internal(set) var results: [SweepSummary.Rung] = []
  /// How many times its processes were started.
  package internal(set) var starts = 0
  /// Consecutive interruptions without progress.
  package internal(set) var interruptions = 0
  /// The name of its last stretch in an external queue.
  package internal(set) var submission: String?
  /// Seconds that its processes ran, counting only stretches with a recorded end.
  package internal(set) var seconds = 0.0
  package internal(set) var problem: String?
  private var startTime: Double?
  /// The step of the furthest checkpoint after an interruption.
  private var savedStep = 0

  init(number: Int, parameters: TrialParameters) {
    self.number = number
    self.parameters = parameters
  }

  /// The objective at the trial's highest rung so far.
  package var objective: Double? { results.last?.objective }

  mutating func apply(_ record: SweepRecord) {
    if let begin = startTime, record.event != .started {
      seconds += max(0, record.time - begin)
      startTime = nil
    }
    problem = record.problem
    switch record.event {
    case .opened, .created: break
    case .started:
      status = .running
      rung = record.rung ?? rung
      starts += 1
      startTime = record.time
      submission = record.submission
    case .reached, .diverged:
      interruptions = 0
      results.removeAll { $0.rung == record.rung }
      results.append(SweepSummary.Rung(rung: record.rung ?? rung, step: record.step ?? 0, objective: record.objective))
      status = record.event == .diverged ? .diverged : record.isFinal == true ? .completed : .paused
    case .interrupted:
      let step = record.step ?? 0
      interruptions = step > savedStep ? 1 : interruptions + 1
      savedStep = max(savedStep, step)
      status = .interrupted
    case .failed: status = .failed
    case .retried:
      interruptions = 0
      status = .interrupted
    }
  }
}
