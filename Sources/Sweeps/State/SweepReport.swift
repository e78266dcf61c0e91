import Basics
import Runs

extension SweepSummary {
  /// - Parameter scheduler: the process that runs the sweep; if nil, trials marked as running on this machine were
  ///   interrupted.
  package init(_ plan: SweepPlan, _ state: SweepState, scheduler: String?) {
    let isFinished = plan.isFinished(state)
    let settings = plan.settings
    self.init(
      trials: state.trials.map { trial in
        let status =
          switch trial.status {
          case .paused where isFinished: "stopped"
          // Jobs on a cluster continue without a scheduler.
          case .running where scheduler == nil && settings.resources.launcher == .local:
            SweepTrial.Status.interrupted.rawValue
          default: trial.status.rawValue
          }
        return Trial(
          trial: trial.number, folder: "trials/\(SweepFolder.name(trial.number))", parameters: trial.parameters,
          status: status, objective: trial.objective, rungs: trial.results, starts: trial.starts,
          seconds: trial.seconds, problem: trial.problem)
      })
    self.scheduler = scheduler
    name = settings.name
    status = isFinished ? "finished" : "unfinished"
    method = settings.search.method.rawValue
    let direction: ObjectiveSettings.Direction = settings.objective.minimizes ? .minimize : .maximize
    objective = Objective(
      metric: settings.objective.metric, direction: direction.rawValue, take: settings.objective.take.rawValue)
    rungSteps = settings.halving.rungs
    plannedTrials = plan.trials
    best = state.best(minimizing: settings.objective.minimizes)?.number
  }

  /// The state of the sweep in a folder, from its journal.
  package init(journalOf path: String) throws {
    let folder = SweepFolder(path)
    let plan = try folder.plan()
    self.init(plan, try folder.state(plan), scheduler: folder.scheduler)
  }

  /// The trials as a table for the console.
  package var table: String {
    let trials = trials ?? []
    let metric = objective?.metric ?? "objective"
    let keys = Set(trials.flatMap(\.parameters.keys)).sorted()
    let rows = trials.map { trial in
      [
        SweepFolder.name(trial.trial ?? 0), trial.status ?? "", trial.rungs.last?.step.map(String.init) ?? "–",
        trial.objective.map { $0.decimals(4) } ?? "–",
      ] + keys.map { trial.parameters[$0] ?? "" }
    }
    let counts = Dictionary(grouping: trials) { $0.status ?? "" }.sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }
    var lines = [
      "\(name ?? ""): \(trials.count) of \(plannedTrials ?? 0) trials, \(counts.joined(separator: ", "))"
        + (scheduler.map { "; run by \($0)" } ?? ""), "",
      TextTable(measurements: [["trial", "status", "step", metric] + keys] + rows).rendered(.table),
    ]
    if let best, let trial = trials.first(where: { $0.trial == best }), let value = trial.objective {
      lines += ["", "best: trial \(best) with \(metric) \(value.decimals(4)), in \(trial.folder ?? "")"]
      if let selectionRemark { lines.append(selectionRemark) }
    }
    let problems = trials.compactMap { trial in trial.problem.map { "trial \(trial.trial ?? 0): \($0)" } }
    if !problems.isEmpty { lines += [""] + problems }
    return lines.joined(separator: "\n")
  }
}
