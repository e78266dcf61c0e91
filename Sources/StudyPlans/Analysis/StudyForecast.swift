import Basics
import Statistics
import Sweeps

/// What a study costs, and which differences it can find.
package struct StudyForecast: Sendable, Encodable {
  /// A score's detectable difference.
  package struct Detectable: Sendable, Encodable, Equatable {
    package var score: String
    /// The standard deviation of the seeds' differences that the plan expects.
    package var deviation: Double
    package var seeds: Int
    /// Half of the width of the interval that is expected.
    package var halfWidth: Double
    /// The difference that is found with the plan's power at the level of Holm's first step.
    package var difference: Double

    enum CodingKeys: String, CodingKey {
      case score, deviation, seeds, difference
      case halfWidth = "half_width"
    }
  }

  package var runs: Int
  package var confirmatoryRuns: Int
  package var detectable: [Detectable]

  package init(_ plan: StudyPlan) {
    let settings = plan.settings
    let decisive = settings.contrasts.values.filter { !$0.exploratory }
    runs = plan.runs.count
    confirmatoryRuns = plan.runs.count { settings.arms[$0.arm]?.exploratory == false }
    let seeds = decisive.map { settings.pairedSeeds($0).count }.min() ?? 0
    let level = 1 - settings.confidence
    detectable = plan.scores.compactMap { score in
      guard let deviation = settings.deviations[score], seeds > 1 else { return nil }
      let error = deviation / Double(seeds).squareRoot()
      let freedom = Double(seeds - 1)
      let tests = score == settings.primary ? Double(max(1, decisive.count)) : 1
      let effect = StatisticalPower.detectable(
        power: settings.power, degreesOfFreedom: freedom, level: level / tests)
      return Detectable(
        score: score, deviation: deviation, seeds: seeds,
        halfWidth: error * StudentDistribution(degreesOfFreedom: freedom).critical(confidence: settings.confidence),
        difference: error * effect)
    }
  }
}
