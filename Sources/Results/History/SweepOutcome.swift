import Basics
import Experiments
import Foundation

/// What a sweep's `sweep.json` says; every field may be missing.
package struct SweepOutcome: Decodable, Sendable {
  package struct Objective: Decodable, Sendable {
    package var metric: String?
    package var direction: String?
  }

  package struct Trial: Decodable, Sendable {
    package struct Rung: Decodable, Sendable {
      package var step: Int?
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
  package var trials: [Trial]?

  enum CodingKeys: String, CodingKey {
    case status, method, objective, best, trials
    case plannedTrials = "planned_trials"
  }

  /// The sweep of a folder; nil where it holds none.
  ///
  /// - Throws: `FileFailure`, or `DecodingError` when the file is damaged.
  package init?(of folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    guard access(path, F_OK) == 0 else { return nil }
    self = try RecordedJSON.decoder.decode(SweepOutcome.self, from: TextFile.bytes(of: path))
  }

  /// What became of the trial whose run lies in a folder of this name.
  func trial(inFolder name: String) -> Trial? {
    trials?.first { ($0.folder.map { ($0 as NSString).lastPathComponent } ?? "") == name }
  }

  /// For a person: `tpe, 24 trials: 3 completed, 21 stopped`.
  var summary: String {
    let trials = trials ?? []
    let counts = Dictionary(grouping: trials) { $0.status ?? "unknown" }.mapValues(\.count)
    let states = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($1) \($0)" }
    let planned = plannedTrials.map { $0 > trials.count ? " of \($0) planned" : "" } ?? ""
    return "\(method ?? "sweep"), \(trials.count) trials\(planned): \(states.joined(separator: ", "))"
  }
}
