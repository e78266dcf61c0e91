import Basics
import Foundation

/// A sweep as it stands, as `sweep.json` states it. A file of another version may lack any of the fields.
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

  /// What a trial reached at a rung.
  package struct Rung: Codable, Sendable, Equatable {
    package var rung: Int?
    package var step: Int?
    /// Nil where it was no finite number.
    package var objective: Double?

    package init(rung: Int, step: Int, objective: Double?) {
      self.rung = rung
      self.step = step
      self.objective = objective
    }
  }

  package struct Trial: Codable, Sendable {
    package var trial: Int?
    /// Of the trial's run folder, below the sweep's.
    package var folder: String?
    @Defaulted package var parameters: [String: String]
    /// As `SweepTrial.Status`, or `stopped` for one that waits at a rung of a finished sweep and so is never continued.
    package var status: String?
    /// The objective at the highest rung that it has reached.
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
  /// `finished` when nothing is left to do, else `unfinished`.
  package var status: String?
  /// Who runs it; nil when nobody does.
  package var scheduler: String?
  package var method: String?
  package var objective: Objective?
  /// The steps of each rung; 0 for a trial without rungs.
  package var rungSteps: [Int]?
  package var plannedTrials: Int?
  /// The number of the best trial among those that came farthest.
  package var best: Int?
  package var trials: [Trial]?

  enum CodingKeys: String, CodingKey {
    case name, status, scheduler, method, objective, best, trials
    case rungSteps = "rung_steps"
    case plannedTrials = "planned_trials"
  }

  package init(trials: [Trial]) { self.trials = trials }

  /// The summary of the sweep in a folder; nil where it holds none.
  ///
  /// - Throws: `FileFailure`, `UnusableFile`, or `DecodingError` when the file is damaged.
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

  /// What became of the trial whose run is in a folder of this name.
  package func trial(inFolder name: String) -> Trial? {
    trials?.first { ($0.folder.map { ($0 as NSString).lastPathComponent } ?? "") == name }
  }

  /// What a trial reached at the first rung, where there are several: there all trials can be compared.
  package func firstRungValue(inFolder name: String) -> Double? {
    guard hasRungs else { return nil }
    return trial(inFolder: name)?.rungs.first { $0.rung == 0 }?.objective
  }

  /// Whether trials were judged before their end.
  package var hasRungs: Bool { (rungSteps ?? []).count > 1 }

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
