import Basics
import Foundation

/// The state of a sweep, as in `sweep.json`. Files of other versions may lack any of the fields.
package struct SweepSummary: Codable, Sendable {
  package static let fileName = "sweep.json"

  package struct Objective: Codable, Sendable {
    package var metric: String?
    package var direction: String?
    package var take: String?

    package init(metric: String, direction: String, take: String) {
      self.metric = metric
      self.direction = direction
      self.take = take
    }
  }

  /// A trial's result at a rung.
  package struct Rung: Codable, Sendable, Equatable {
    package var rung: Int?
    package var step: Int?
    /// Nil if it was not finite.
    package var objective: Double?

    package init(rung: Int, step: Int, objective: Double?) {
      self.rung = rung
      self.step = step
      self.objective = objective
    }
  }

  package struct Trial: Codable, Sendable {
    package var trial: Int?
    /// The trial's run folder, relative to the sweep's folder.
    package var folder: String?
    @Defaulted package var parameters: [String: String]
    /// A value of `SweepTrial.Status`, or `stopped` for a trial that waits at a rung of a finished sweep and will never
    /// continue.
    package var status: String?
    /// The objective at the trial's highest rung so far.
    package var objective: Double?
    @Defaulted package var rungs: [Rung]
    package var starts: Int?
    package var seconds: Double?
    package var problem: String?

    package init(
      trial: Int, folder: String, parameters: [String: String], status: String, objective: Double?, rungs: [Rung],
      starts: Int, seconds: Double, problem: String?
    ) {
      self.trial = trial
      self.folder = folder
      self.parameters = parameters
      self.status = status
      self.objective = objective
      self.rungs = rungs
      self.starts = starts
      self.seconds = seconds
      self.problem = problem
    }
  }

  package var name: String?
  /// `finished` if there is nothing left to do, else `unfinished`.
  package var status: String?
  /// The process that runs the sweep; nil if there is none.
  package var scheduler: String?
  package var method: String?
  package var objective: Objective?
  /// The number of steps of each rung; 0 for trials without rungs.
  package var rungSteps: [Int]?
  package var plannedTrials: Int?
  /// The number of the best trial among those at the highest rung.
  package var best: Int?
  package var trials: [Trial]?

  enum CodingKeys: String, CodingKey {
    case name, status, scheduler, method, objective, best, trials
    case rungSteps = "rung_steps"
    case plannedTrials = "planned_trials"
  }

  package init(trials: [Trial]) { self.trials = trials }

  /// The summary of the sweep in a folder; nil if there is none.
  ///
  /// - Throws: `FileFailure`, `UnusableFile`, or `DecodingError` if the file is damaged.
  package init?(of folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    guard access(path, F_OK) == 0 else { return nil }
    try OwnFile.require(Self.fileName, of: folder)
    self = try RunJSON.decoder.decode(SweepSummary.self, from: TextFile.bytes(of: path))
  }

  /// The JSON text.
  package func json() throws -> String {
    String(decoding: try RunJSON.encoder(.prettyPrinted).encode(self), as: UTF8.self)
  }

  /// The trial with a run folder of this name.
  package func trial(inFolder name: String) -> Trial? {
    trials?.first { ($0.folder.map(PathName.last) ?? "") == name }
  }

  /// A trial's objective at the first rung, if there are several: all trials can be compared there.
  package func firstRungValue(inFolder name: String) -> Double? {
    guard hasRungs else { return nil }
    return trial(inFolder: name)?.rungs.first { $0.rung == 0 }?.objective
  }

  /// Whether trials were compared before their end.
  package var hasRungs: Bool { (rungSteps ?? []).count > 1 }

  /// Why the best trial's value is no result; nil unless it was chosen among several.
  package var selectionRemark: String? {
    let tried = (trials ?? []).count { $0.objective != nil }
    guard best != nil, tried > 1 else { return nil }
    return "the best of \(tried) values is optimistic, since the same value chose it: train its settings and the "
      + "baseline's with new seeds, and compare their test sets with fovea results compare --on test"
  }

  /// For the console: `tpe, 24 trials: 21 stopped, 3 completed; the best is trial 4, at step 90`.
  package var line: String {
    let trials = trials ?? []
    let counts = Dictionary(grouping: trials) { $0.status ?? "unknown" }.mapValues(\.count)
    let states = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($1) \($0)" }
    let planned = plannedTrials.map { $0 > trials.count ? " of \($0) planned" : "" } ?? ""
    let winner = best.map { number in
      let steps = trials.first { $0.trial == number }?.rungs.last?.step
      return "; the best is trial \(number)" + (steps.map { ", at step \($0)" } ?? "")
    }
    return "\(method ?? "sweep"), \(trials.count) trials\(planned): \(states.joined(separator: ", "))\(winner ?? "")"
  }
}
