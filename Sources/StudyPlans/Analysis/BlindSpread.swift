import Statistics

/// How much the seeds' differences between two arms vary, without the differences themselves: this may be known before the
/// study ends, as it tells whether the plan expected the right noise, but not which arm is better.
package struct BlindSpread: Sendable, Encodable, Equatable {
  package var arm: String
  package var against: String
  package var score: String
  package var seeds: Int
  /// The standard deviation of the paired differences, with n − 1.
  package var deviation: Double
  /// What the plan expects.
  package var expected: Double

  /// The spreads of all pairs of these arms for the scores of which the plan expects a deviation.
  static func all(of arms: some Collection<String>, _ results: StudyResults) -> [BlindSpread] {
    let settings = results.plan.settings
    let names = arms.sorted()
    return settings.deviations.sorted { $0.key < $1.key }.flatMap { score, expected in
      let values = names.map { name in
        let pairs = results.runs(of: name).compactMap { run in
          StudyAnalysis.value(of: score, run, results).map { (run.run.seed, $0) }
        }
        return (name: name, bySeed: Dictionary(uniqueKeysWithValues: pairs))
      }
      return values.indices.flatMap { second in
        values[..<second].compactMap { first in
          let differences = settings.seeds.compactMap { seed in
            first.bySeed[seed].flatMap { one in values[second].bySeed[seed].map { $0 - one } }
          }
          return SampleStatistics(differences).deviation.map {
            BlindSpread(
              arm: values[second].name, against: first.name, score: score, seeds: differences.count, deviation: $0,
              expected: expected)
          }
        }
      }
    }
  }
}
