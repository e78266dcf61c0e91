/// What a sweep does next, as a function of what its journal tells.
extension SweepPlan {
  /// The trial that goes on to a higher rung, if any may.
  func promotion(in state: SweepState) -> (trial: Int, rung: Int)? {
    guard settings.halving.isOn else { return nil }
    let rungs = settings.halving.rungs.count
    let results = (0..<rungs).map { rung in
      state.trials.compactMap { trial -> SuccessiveHalving.Result? in
        guard let result = trial.results.first(where: { $0.rung == rung }) else { return nil }
        let hasLeft = trial.rung > rung || trial.status != .paused
        return SuccessiveHalving.Result(trial: trial.number, value: cost(result.objective), hasLeft: hasLeft)
      }
    }
    return SuccessiveHalving(factor: settings.halving.factor, rungs: rungs).promotion(among: results)
  }

  /// The parameters of a new trial: those of the earlier trials of its point, or else the sampler's choice.
  func parameters(ofTrial number: Int, given state: SweepState) -> TrialParameters {
    let (point, seed) = place(ofTrial: number)
    let first = point * space.seeds.count
    var parameters =
      first < number && first < state.trials.count
      ? state.trials[first].parameters : sampler.parameters(ofPoint: point, given: observations(in: state))
    if !seed.isEmpty { parameters[SearchSpace.seedKey] = seed }
    return parameters
  }

  /// What is known of the points: every trial that has reached a rung, with its place among all of them as its value.
  ///
  /// A trial that came farther is better than one that did not, as Optuna has it of pruned trials (Akiba et al., KDD 2019),
  /// since values at different rungs do not compare. To learn from one rung alone would not do: the trials of a higher one are
  /// all good, and a search that took the lesser of them for bad would turn to where nobody has been found good.
  func observations(in state: SweepState) -> [Observation] {
    let known = state.trials.filter { !$0.results.isEmpty }.sorted { first, second in
      (-reach(first), cost(first.objective), first.number) < (-reach(second), cost(second.objective), second.number)
    }
    return known.enumerated().map { place, trial in
      let isNumber = trial.objective != nil
      return Observation(
        parameters: trial.parameters.filter { $0.key != SearchSpace.seedKey },
        value: isNumber ? Double(place) : .infinity)
    }
  }

  /// The rung that a trial came to with a number.
  private func reach(_ trial: SweepTrial) -> Int { trial.objective == nil ? -1 : trial.results.last?.rung ?? -1 }

  /// The objective turned so that less is better; the worst where it was no number.
  private func cost(_ objective: Double?) -> Double {
    guard let objective else { return .infinity }
    return settings.objective.minimizes ? objective : -objective
  }

  /// Whether nothing is left to do but what has failed.
  func isFinished(_ state: SweepState) -> Bool {
    let isOver = state.trials.allSatisfy { [.paused, .completed, .diverged, .failed].contains($0.status) }
    return isOver && state.trials.count == trials && promotion(in: state) == nil
  }
}
