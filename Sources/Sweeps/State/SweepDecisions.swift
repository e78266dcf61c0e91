/// A sweep's next actions, as a function of its journal.
extension SweepPlan {
  /// The trial to promote to a higher rung, if there is one.
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

  /// The parameters of a new trial: those of earlier trials of the same point, or else the sampler's choice.
  func parameters(ofTrial number: Int, given state: SweepState) -> TrialParameters {
    let (point, seed) = place(ofTrial: number)
    let first = point * space.seeds.count
    var parameters =
      first < number && first < state.trials.count
      ? state.trials[first].parameters : sampler.parameters(ofPoint: point, given: observations(in: state))
    if !seed.isEmpty { parameters[SearchSpace.seedKey] = seed }
    return parameters
  }

  /// The observations for the sampler: every trial that has reached a rung, with its rank among all of them as its
  /// value.
  ///
  /// Trials at higher rungs rank before others, like Optuna's pruned trials (Akiba et al., KDD 2019), because values at
  /// different rungs are not comparable. Learning from a single rung would not work: the trials of a higher rung are
  /// all good, and a search that treated the lesser of them as bad would turn to regions where nothing good has been
  /// found.
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

  /// The highest rung at which a trial has a finite objective.
  private func reach(_ trial: SweepTrial) -> Int { trial.objective == nil ? -1 : trial.results.last?.rung ?? -1 }

  /// The objective with its sign chosen so that lower is better; the worst value if it was not a number.
  private func cost(_ objective: Double?) -> Double {
    guard let objective else { return .infinity }
    return settings.objective.minimizes ? objective : -objective
  }

  /// Whether there is nothing left to do except to retry failed trials.
  func isFinished(_ state: SweepState) -> Bool {
    let isOver = state.trials.allSatisfy { [.paused, .completed, .diverged, .failed].contains($0.status) }
    return isOver && state.trials.count == trials && promotion(in: state) == nil
  }
}
