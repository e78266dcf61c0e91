import Foundation

/// The power of Student's two-sided t test on paired differences.
package enum StatisticalPower {
  /// The probability that the test rejects, if the mean difference is `effect` standard errors.
  ///
  /// With a spread of s instead of the true 1, the test rejects beyond critical · s; the probability is the mean over the
  /// distribution of s, √(χ²(ν)/ν), of Φ(effect − critical · s) + Φ(−effect − critical · s). That is the noncentral t
  /// distribution (Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions" 2, 1995, chapter 31), here
  /// integrated by Simpson's rule.
  ///
  /// - Complexity: 4,000 evaluations of the normal distribution.
  package static func power(effect: Double, degreesOfFreedom: Double, level: Double) -> Double {
    let critical = StudentDistribution(degreesOfFreedom: degreesOfFreedom).critical(confidence: 1 - level)
    let half = degreesOfFreedom / 2
    let constant = log(2) + half * log(half) - LogGamma.value(half)
    let intervals = 4_000
    let highest = 1 + 9 / degreesOfFreedom.squareRoot()
    let step = highest / Double(intervals)
    var sum = 0.0
    for place in 0...intervals {
      let spread = Double(place) * step
      let logarithm =
        spread > 0
        ? constant + (degreesOfFreedom - 1) * log(spread) - half * spread * spread
        : degreesOfFreedom == 1 ? constant : -.infinity
      let rejected =
        NormalDistribution.cumulative(effect - critical * spread)
        + NormalDistribution.cumulative(-effect - critical * spread)
      let weight = place == 0 || place == intervals ? 1.0 : place.isMultiple(of: 2) ? 2 : 4
      sum += weight * exp(logarithm) * rejected
    }
    return min(1, sum * step / 3)
  }

  /// The effect in standard errors that the test finds with a probability of `power`.
  ///
  /// - Complexity: about 50 evaluations of `power`.
  package static func detectable(power: Double, degreesOfFreedom: Double, level: Double) -> Double {
    var (below, above) = (0.0, 4.0)
    func isFound(_ effect: Double) -> Bool {
      self.power(effect: effect, degreesOfFreedom: degreesOfFreedom, level: level) >= power
    }
    while !isFound(above), above < 1e6 { (below, above) = (above, above * 2) }
    while above - below > 1e-6 * above {
      let middle = (below + above) / 2
      if isFound(middle) { above = middle } else { below = middle }
    }
    return above
  }
}

/// The smallest difference that an experiment finds with a given probability, from the variance of a pilot.
package struct DetectableEffect: Sendable, Equatable, Codable {
  /// In the unit of the differences; nil if the pilot has no variance, and `reason` says so.
  package var difference: Double?
  /// The probability of finding it.
  package var power: Double
  /// The level α of the test.
  package var level: Double
  /// The seeds of the planned experiment.
  package var seeds: Int
  package var reason: String?

  /// The variance of the planned experiment has the pilot's part of the seeds times pilot seeds / seeds, and the
  /// pilot's part of the samples, since they stay the same. Their joint degrees of freedom are those of Satterthwaite
  /// (1946) for these variances, which is an approximation if both matter. The pilot's variance is itself an estimate:
  /// with three seeds, the true standard deviation lies between half and six times the estimated one.
  ///
  /// - Parameters:
  ///   - pilot: a difference with its variance over seeds, and perhaps samples.
  ///   - seeds: the number of seeds of the planned experiment, at least 2; nil for the pilot's.
  package init(pilot: ConfidenceInterval, seeds: Int? = nil, power: Double = 0.8) {
    let level = 1 - pilot.confidence
    let count = pilot.units.first { $0.name == "seeds" }?.count ?? 0
    let planned = max(2, seeds ?? count)
    self.power = power
    self.level = level
    self.seeds = planned
    guard let variance = pilot.variance, count > 1 else {
      reason = pilot.reason ?? "one seed does not say how much seeds vary"
      return
    }
    var (total, squares) = (0.0, 0.0)
    for component in variance.components {
      let isOfSeeds = component.source == "seeds"
      let part = isOfSeeds ? component.variance * Double(count) / Double(planned) : component.variance
      total += part
      squares += part * part / (isOfSeeds ? Double(planned - 1) : component.degreesOfFreedom)
    }
    let effect = StatisticalPower.detectable(power: power, degreesOfFreedom: total * total / squares, level: level)
    difference = effect * total.squareRoot()
  }
}
