import Basics
import Foundation

extension RandomStream {
  /// The random stream of a participant's reading of a method.
  ///
  /// - Parameters:
  ///   - domain: the purpose of the draws; streams of different domains are independent.
  ///   - number: an index among several, such as a variant's number.
  package init(
    seed: UInt64, purpose: RandomPurpose, domain: String, _ participant: String, _ code: String, _ number: Int = 0
  ) {
    var hash = ContentHash()
    hash.combine(seed)
    hash.combine(domain)
    hash.combine(participant)
    hash.combine(code)
    let key = hash.value
    self.init(
      seed: UInt64(truncatingIfNeeded: key), purpose: purpose, number, Int(truncatingIfNeeded: key >> 64))
  }

  /// A draw from the exponential distribution with mean 1.
  mutating func exponential() -> Double { -log(1 - uniform()) }

  /// A draw from the gamma distribution with scale 1 (Marsaglia and Tsang, "A simple method for generating gamma
  /// variables", 2000).
  ///
  /// - Precondition: `shape` is positive.
  mutating func gamma(shape: Double) -> Double {
    precondition(shape > 0, "the shape of a gamma distribution is positive")
    if shape < 1 {
      // A variable with shape + 1, scaled by a power of a uniform one.
      return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape)
    }
    let offset = shape - 1.0 / 3
    let scale = 1 / (9 * offset).squareRoot()
    while true {
      let normal = normal()
      let cube = pow(1 + scale * normal, 3)
      guard cube > 0 else { continue }
      if log(1 - uniform()) < normal * normal / 2 + offset * (1 - cube + log(cube)) { return offset * cube }
    }
  }

  /// A draw from the beta distribution, in [0, 1].
  ///
  /// - Precondition: both parameters are positive.
  mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
    let first = gamma(shape: alpha)
    let second = gamma(shape: beta)
    // Both can vanish for tiny parameters, where the distribution is concentrated at its two ends.
    return first + second > 0 ? first / (first + second) : alpha / (alpha + beta)
  }

  /// An index drawn in proportion to its weight, nil when no weight is positive.
  mutating func place(weighted weights: [Double]) -> Int? {
    let total = weights.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    var rest = uniform() * total
    for (place, weight) in weights.enumerated() where weight > 0 {
      rest -= weight
      if rest < 0 { return place }
    }
    return weights.lastIndex { $0 > 0 }
  }
}
