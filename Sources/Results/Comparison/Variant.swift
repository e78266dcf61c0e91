import Configuration
import Statistics

/// Runs of the same setup, which differ only in their seeds.
package struct Variant: Sendable {
  package var label: String
  /// The runs in the order of their seeds.
  package var runs: [RunDetails]

  package var settings: FlatSettings { runs[0].settings }

  /// One run per seed, because a repetition adds no information. Runs with an unknown seed all count.
  ///
  /// Chooses the first of a seed's runs that has finished, else the first with a result, else the first.
  package var independentRuns: [RunDetails] {
    var places: [Int64: Int] = [:]
    var chosen: [RunDetails] = []
    for run in runs {
      guard let seed = run.record.seed, let place = places[seed] else {
        if let seed = run.record.seed { places[seed] = chosen.count }
        chosen.append(run)
        continue
      }
      if run.record.standing > chosen[place].record.standing { chosen[place] = run }
    }
    return chosen
  }

  /// The mean and standard deviation of a metric over the independent runs that have it.
  package func statistics(of metric: String) -> SampleStatistics {
    SampleStatistics(independentRuns.compactMap { $0.record.value(of: metric) })
  }
}

extension RunRecord {
  /// How well the run's result can represent its seed.
  fileprivate var standing: Int {
    guard validationLoss != nil || !scores.isEmpty else { return 0 }
    return [.completed, .earlyStopping].contains(state) ? 2 : 1
  }
}
