import Basics
import Foundation
import Runs

/// What a sweep's `sweep.json` says; every field may be missing.
package struct SweepOutcome: Decodable, Sendable {
  package struct Objective: Decodable, Sendable {
    package var metric: String?
    package var direction: String?
  }

  package struct Trial: Decodable, Sendable {
    package struct Rung: Decodable, Sendable {
      package var rung: Int?
      package var step: Int?
      package var objective: Double?
    }

    package var trial: Int?
    package var folder: String?
    package var status: String?
    package var rungs: [Rung]?
  }

  package static let fileName = "sweep.json"

  package var status: String?
  package var method: String?
  package var objective: Objective?
  package var best: Int?
  package var plannedTrials: Int?
  package var rungSteps: [Int]?
  package var trials: [Trial]?

  enum CodingKeys: String, CodingKey {
    case status, method, objective, best, trials
    case plannedTrials = "planned_trials"
    case rungSteps = "rung_steps"
  }

  /// The sweep of a folder; nil where it holds none.
  ///
  /// - Throws: `FileFailure`, `UnusableFile`, or `DecodingError` when the file is damaged.
  package init?(of folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    guard access(path, F_OK) == 0 else { return nil }
    try OwnFile.require(Self.fileName, of: folder)
    self = try RecordedJSON.decoder.decode(SweepOutcome.self, from: TextFile.bytes(of: path))
  }

  /// What became of the trial whose run lies in a folder of this name.
  func trial(inFolder name: String) -> Trial? {
    trials?.first { ($0.folder.map { ($0 as NSString).lastPathComponent } ?? "") == name }
  }

  /// What a trial reached at the first rung, where there are several: there all trials can be compared.
  func firstRungValue(inFolder name: String) -> Double? {
    guard hasRungs else { return nil }
    return trial(inFolder: name)?.rungs?.first { $0.rung == 0 }?.objective
  }

  /// Whether trials were judged before their end.
  var hasRungs: Bool { (rungSteps ?? []).count > 1 }

  /// For a person: `tpe, 24 trials: 21 stopped, 3 completed; the best is trial 4, at step 90`.
  var summary: String {
    let trials = trials ?? []
    let counts = Dictionary(grouping: trials) { $0.status ?? "unknown" }.mapValues(\.count)
    let states = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($1) \($0)" }
    let planned = plannedTrials.map { $0 > trials.count ? " of \($0) planned" : "" } ?? ""
    let winner = best.map { number in
      let steps = trials.first { $0.trial == number }?.rungs?.last?.step
      return "; the best is trial \(number)" + (steps.map { ", at step \($0)" } ?? "")
    }
    return "\(method ?? "sweep"), \(trials.count) trials\(planned): \(states.joined(separator: ", "))\(winner ?? "")"
  }
}
