import Foundation

/// Student's t distribution.
package struct StudentDistribution: Sendable {
  /// Positive; it need not be whole.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "Student's distribution needs positive degrees of freedom")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value at least as far from zero as `t`, on either side: I_x(ν/2, 1/2) with x = ν / (ν + t²)
  /// (Abramowitz and Stegun, 26.7.1 with 26.5.27).
  package func twoSided(_ t: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? 1 : 0 }
    let sum = degreesOfFreedom + t * t
    return IncompleteBeta.regularized(degreesOfFreedom / sum, complement: t * t / sum, degreesOfFreedom / 2, 0.5)
  }

  /// The probability of a value up to `t`.
  package func cumulative(_ t: Double) -> Double {
    let tail = twoSided(t) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The value that a share `confidence` of the distribution lies within, on both sides of zero: for 0.95, the 97.5th
  /// percentile.
  ///
  /// - Parameter confidence: from 0 to below 1.
  /// - Complexity: about 60 evaluations of the distribution.
  package func critical(confidence: Double) -> Double {
    guard confidence > 0 else { return 0 }
    let outside = 1 - min(confidence, 1 - 1e-15)
    var (below, above) = (0.0, 2.0)
    while twoSided(above) > outside { (below, above) = (above, above * 2) }
    for _ in 0..<200 where above - below > 1e-14 * above {
      let middle = (below + above) / 2
      if twoSided(middle) > outside { below = middle } else { above = middle }
    }
    return (below + above) / 2
  }
}

/// The standard normal distribution.
package enum NormalDistribution {
  /// The probability of a value up to `z`.
  package static func cumulative(_ z: Double) -> Double { erfc(-z / 2.squareRoot()) / 2 }
}
