import Basics

/// A preview of a sweep: its trials with their estimates.
package struct SweepPreview: Encodable, Sendable {
  package struct Trial: Encodable, Sendable {
    package let trial: Int
    package let parameters: TrialParameters
    /// The cost of running it to its end.
    package let estimate: TrialEstimate
  }

  package let name: String
  package let method: SearchSettings.Method
  package let rungSteps: [Int]
  package let plannedTrials: Int
  package let slots: Int
  /// The trials whose parameters do not depend on results.
  package let trials: [Trial]
  /// The time of all trials over the slots, without what successive halving is expected to save.
  package let seconds: Double

  /// - Throws: errors in a trial's settings or data.
  package init(_ plan: SweepPlan) throws {
    let launcher = plan.launcher(workingFolder: ".")
    var estimator = TrialEstimator(plan.settings.resources)
    trials = try (0..<plan.trialsBeforeResults).map { number in
      let parameters = plan.parameters(ofTrial: number, given: SweepState())
      return Trial(
        trial: number, parameters: parameters, estimate: try estimator.estimate(plan.configuration(parameters)))
    }
    name = plan.settings.name
    method = plan.settings.search.method
    rungSteps = plan.settings.halving.rungs
    plannedTrials = plan.trials
    slots = launcher.slots
    let mean = trials.reduce(0) { $0 + $1.estimate.seconds } / Double(max(1, trials.count))
    seconds = mean * plan.expectedTrialLengths / Double(launcher.slots)
  }

  package var table: String {
    let keys = Set(trials.flatMap(\.parameters.keys)).sorted()
    let header = ["trial"] + keys + ["parameters", "steps", "time", "memory"]
    let rows = trials.map { trial in
      [SweepFolder.name(trial.trial)] + keys.map { trial.parameters[$0] ?? "" } + [
        ProgressLine.shortNumber(Double(trial.estimate.parameters)), "\(trial.estimate.steps)",
        ProgressLine.clockTime(.seconds(trial.estimate.seconds)), "\((trial.estimate.memoryBytes / 1e9).decimals()) GB",
      ]
    }
    var lines = ["\(name): \(plannedTrials) trials by \(method.rawValue), \(slots) side by side"]
    if rungSteps.count > 1 { lines.append("rungs at steps \(rungSteps.map(String.init).joined(separator: ", "))") }
    lines += ["", TextTable(measurements: [header] + rows).rendered(.table)]
    if trials.count < plannedTrials {
      lines.append("… and \(plannedTrials - trials.count) more, chosen by the results of these")
    }
    lines += [
      "",
      "about \(ProgressLine.clockTime(.seconds(seconds))) in all; estimated from shapes, lengths and a moment's "
        + "measurement of matrix products, and rough",
    ]
    return lines.joined(separator: "\n")
  }
}

extension SweepPlan {
  /// The number of trials whose parameters do not depend on results. TPE counts the results of all seeds of a point,
  /// and all trials of a point share the parameters of its first.
  var trialsBeforeResults: Int {
    guard settings.search.method == .tpe else { return trials }
    let points = (settings.search.startup - 1) / space.seeds.count + 1
    return min(trials, points * space.seeds.count)
  }

  /// The expected total length of all stretches, in whole trials.
  fileprivate var expectedTrialLengths: Double {
    let rungs = settings.halving.rungs
    guard let end = rungs.last, end > 0 else { return Double(trials) }
    var (sum, going, before) = (0.0, trials, 0)
    for rung in rungs {
      sum += Double(going) * Double(rung - before) / Double(end)
      before = rung
      going /= settings.halving.factor
    }
    return sum
  }
}
