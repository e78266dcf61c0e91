import Basics
import Foundation

/// Tree-structured Parzen estimators (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NIPS 2011),
/// independently for each dimension.
///
/// Splits the observations into the best fifth and the others. Among candidates drawn from the density of the best, it
/// takes the one with the largest ratio of that density to the others'. Each density includes a uniform prior.
/// Categorical values are drawn in proportion to their frequency among the best: always taking the most promising one
/// would never try another.
package struct TPESampler: Sampler {
  private let space: SearchSpace
  private let seed: UInt64
  private let startup: Int

  private static let bestShare = 0.2
  private static let candidates = 24

  /// - Parameter startup: draws points at random until there are this many observations.
  package init(_ space: SearchSpace, seed: UInt64, startup: Int) {
    self.space = space
    self.seed = seed
    self.startup = startup
  }

  package func parameters(ofPoint point: Int, given observations: [Observation]) -> TrialParameters {
    guard observations.count >= startup else {
      return RandomSampler(space, seed: seed).parameters(ofPoint: point, given: observations)
    }
    // A value that is NaN is worse than any number.
    let ranked = observations.enumerated()
      .sorted { (Self.rank($0.element.value), $0.offset) < (Self.rank($1.element.value), $1.offset) }.map(\.element)
    let split = max(1, Int((Self.bestShare * Double(ranked.count)).rounded(.up)))
    var parameters: TrialParameters = [:]
    for (place, dimension) in space.sampled.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .search, point, place)
      parameters[dimension.key] = Self.draw(
        dimension, best: ranked[..<split].compactMap { $0.parameters[dimension.key] },
        others: ranked[split...].compactMap { $0.parameters[dimension.key] }, &stream)
    }
    return parameters
  }

  private static func rank(_ value: Double) -> Double { value.isNaN ? .infinity : value }

  private static func draw(
    _ dimension: Dimension, best: [String], others: [String], _ stream: inout RandomStream
  ) -> String {
    switch dimension.values {
    case .choices(let choices):
      return choices[choice(by: frequencies(of: best, among: choices), &stream)]
    case .range(let range):
      let good = ParzenEstimator(best.compactMap(Double.init).map(range.unit))
      let bad = ParzenEstimator(others.compactMap(Double.init).map(range.unit))
      let drawn = (0..<candidates).map { _ in good.draw(&stream) }
      let chosen = drawn.max { good.density(at: $0) / bad.density(at: $0) < good.density(at: $1) / bad.density(at: $1) }
      return dimension.text(at: chosen ?? 0.5)
    }
  }

  /// The frequency of each choice, as shares, with one added to each count.
  private static func frequencies(of values: [String], among choices: [String]) -> [Double] {
    var counts = [Double](repeating: 1, count: choices.count)
    for value in values {
      if let place = choices.firstIndex(of: value) { counts[place] += 1 }
    }
    let sum = counts.reduce(0, +)
    return counts.map { $0 / sum }
  }

  private static func choice(by shares: [Double], _ stream: inout RandomStream) -> Int {
    var rest = stream.uniform()
    for (place, share) in shares.enumerated() {
      rest -= share
      if rest < 0 { return place }
    }
    return shares.count - 1
  }
}
