import Foundation

/// The estimated variance of an estimate, by its sources.
///
/// With one source of variance v and ν degrees of freedom, (estimate − truth) / √v follows Student's t with ν. With
/// several, the critical value lies between theirs. Cochran ("Approximate significance levels of the Behrens–Fisher
/// test", Biometrics 20, 1964) weights each by its share of the variance, which covers up to 97 % instead of 95 % when
/// one source has two degrees of freedom. Here the first source, the one with the fewest units, has the weight
/// share^1.5, which covers 94 to 96 % at any share from three units on (docs/statistics.md); two units keep Cochran's
/// weight, since theirs would cover 92 %.
package struct VarianceComponents: Sendable, Equatable, Codable {
  package struct Component: Sendable, Equatable, Codable {
    /// What varies: `seeds`, `samples`.
    package var source: String
    /// This source's part of the estimate's variance; not negative.
    package var variance: Double
    package var degreesOfFreedom: Double

    enum CodingKeys: String, CodingKey {
      case source, variance
      case degreesOfFreedom = "degrees_of_freedom"
    }

    package init(_ source: String, variance: Double, degreesOfFreedom: Double) {
      self.source = source
      self.variance = variance
      self.degreesOfFreedom = degreesOfFreedom
    }
  }

  /// At most two, the one with the fewest units first.
  package let components: [Component]

  package init(_ components: [Component]) {
    precondition(components.count <= 2, "there is no critical value for more than two sources of variance")
    self.components = components
  }

  package init(from decoder: any Decoder) throws {
    self.init(Array(try [Component](from: decoder).prefix(2)))
  }

  package func encode(to encoder: any Encoder) throws { try components.encode(to: encoder) }

  /// The sum over the sources.
  package var variance: Double { components.reduce(0) { $0 + $1.variance } }

  package var standardError: Double { variance.squareRoot() }

  /// Half of the width of an interval with this confidence.
  package func halfWidth(confidence: Double) -> Double {
    let total = variance
    guard total > 0 else { return 0 }
    let critical = components.map {
      StudentDistribution(degreesOfFreedom: $0.degreesOfFreedom).critical(confidence: confidence)
    }
    guard critical.count == 2 else { return critical[0] * total.squareRoot() }
    let exponent = components[0].degreesOfFreedom < 2 ? 1 : 1.5
    let weight = pow(components[0].variance / total, exponent)
    return (critical[1] + weight * (critical[0] - critical[1])) * total.squareRoot()
  }

  /// The probability that the estimate is at least `distance` from the truth, on either side: the level at which an
  /// interval's half-width is `distance`.
  package func twoSided(_ distance: Double) -> Double {
    let total = variance
    guard total > 0 else { return distance > 0 ? 0 : 1 }
    if components.count == 1 {
      let distribution = StudentDistribution(degreesOfFreedom: components[0].degreesOfFreedom)
      return distribution.twoSided(distance / total.squareRoot())
    }
    var (below, above) = (0.0, 1.0)
    for _ in 0..<50 {
      let middle = (below + above) / 2
      if halfWidth(confidence: 1 - middle) > distance { below = middle } else { above = middle }
    }
    return above
  }
}
