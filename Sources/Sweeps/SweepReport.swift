import Basics
import Foundation

/// A sweep as it stands, for people and for other programs (`sweep.json`).
package struct SweepReport: Encodable, Sendable {
  package struct Trial: Encodable, Sendable {
    package let trial: Int
    /// Of the trial's run folder, below the sweep's.
    package let folder: String
    package let parameters: TrialParameters
    /// As `SweepTrial.Status`, or `stopped` for one that waits at a rung of a finished sweep and so is never continued.
    package let status: String
    /// The objective at the highest rung that it has reached.
    package let objective: Double?
    package let rungs: [SweepTrial.RungResult]
    package let starts: Int
    package let seconds: Double
    package let problem: String?
  }

  package struct Objective: Encodable, Sendable {
    package let metric: String
    package let direction: ObjectiveSettings.Direction
    package let take: ObjectiveSettings.Choice
  }

  package let name: String
  /// `finished` when nothing is left to do, else `unfinished`.
  package let status: String
  /// Who runs it; nil when nobody does.
  package let scheduler: String?
  package let method: SearchSettings.Method
  package let objective: Objective
  /// The steps of each rung; 0 for a trial without rungs.
  package let rungSteps: [Int]
  package let plannedTrials: Int
  /// The number of the best trial among those that came farthest.
  package let best: Int?
  package let trials: [Trial]

  /// - Parameter scheduler: who runs the sweep; without one, trials that seem to run on this machine have been interrupted.
  package init(_ plan: SweepPlan, _ state: SweepState, scheduler: String?) {
    let isFinished = plan.isFinished(state)
    let settings = plan.settings
    self.scheduler = scheduler
    name = settings.name
    status = isFinished ? "finished" : "unfinished"
    method = settings.search.method
    objective = Objective(
      metric: settings.objective.metric, direction: settings.objective.minimizes ? .minimize : .maximize,
      take: settings.objective.take)
    rungSteps = settings.halving.rungs
    plannedTrials = plan.trials
    best = state.best(minimizing: settings.objective.minimizes)?.number
    trials = state.trials.map { trial in
      let status =
        switch trial.status {
        case .paused where isFinished: "stopped"
        // Jobs of a cluster go on without it.
        case .running where scheduler == nil && settings.resources.launcher == .local:
          SweepTrial.Status.interrupted.rawValue
        default: trial.status.rawValue
        }
      return Trial(
        trial: trial.number, folder: "trials/\(SweepFolder.name(trial.number))", parameters: trial.parameters,
        status: status, objective: trial.objective, rungs: trial.results, starts: trial.starts, seconds: trial.seconds,
        problem: trial.problem)
    }
  }

  /// The report on a folder's sweep.
  package init(of path: String) throws {
    let folder = SweepFolder(path)
    let plan = try folder.plan()
    self.init(plan, try folder.state(plan), scheduler: folder.scheduler)
  }

  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  package var table: String {
    let keys = Set(trials.flatMap(\.parameters.keys)).sorted()
    let header = ["trial", "status", "step", objective.metric] + keys
    let rows = trials.map { trial in
      [
        SweepFolder.name(trial.trial), trial.status, trial.rungs.last.map { "\($0.step)" } ?? "–",
        trial.objective.map { $0.decimals(4) } ?? "–",
      ] + keys.map { trial.parameters[$0] ?? "" }
    }
    let counts = Dictionary(grouping: trials, by: \.status).sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }
    let problems = trials.compactMap { trial in trial.problem.map { "trial \(trial.trial): \($0)" } }
    var lines = [
      "\(name): \(trials.count) of \(plannedTrials) trials, \(counts.joined(separator: ", "))"
        + (scheduler.map { "; run by \($0)" } ?? ""), "",
      TextTable(measurements: [header] + rows).rendered(.table),
    ]
    if let best, let value = trials[best].objective {
      lines += ["", "best: trial \(best) with \(objective.metric) \(value.decimals(4)), in \(trials[best].folder)"]
    }
    if !problems.isEmpty { lines += [""] + problems }
    return lines.joined(separator: "\n")
  }
}
