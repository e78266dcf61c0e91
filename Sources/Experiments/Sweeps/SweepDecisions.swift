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

  /// What is known of the points: the results at the highest rung of which enough are known, as values at different rungs
  /// do not compare (Falkner et al., "BOHB", ICML 2018).
  func observations(in state: SweepState) -> [Observation] {
    for rung in settings.halving.rungs.indices.reversed() {
      let known = state.trials.compactMap { trial -> Observation? in
        guard let result = trial.results.first(where: { $0.rung == rung }) else { return nil }
        let parameters = trial.parameters.filter { $0.key != SearchSpace.seedKey }
        return Observation(parameters: parameters, value: cost(result.objective))
      }
      if known.count >= settings.search.startup { return known }
    }
    return []
  }

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
