import Basics

/// The sign-flip (randomisation) test of paired differences (Fisher, "The Design of Experiments", 1935, § 21; Edgington
/// and Onghena, "Randomization Tests", 2007).
///
/// If it made no difference which system a value comes from, each difference could as well have the other sign. The
/// p-value is the share of the 2ⁿ sign patterns whose sum is at least as large as the observed one in absolute value. The
/// observed pattern and its opposite are among them, so p is at least 2/2ⁿ: 0.25 for three pairs, 0.0625 for five,
/// 0.0078 for eight.
package struct SignFlipTest: Sendable {
  /// More pairs than this are tested with random patterns.
  package var mostExactPairs = 20
  /// The number of random patterns.
  package var rounds = 10_000
  package var seed: UInt64 = 0

  package init() {}

  /// Tests whether the differences are centred at zero; nil without differences.
  ///
  /// Up to `mostExactPairs` pairs, the test is exact. Beyond that, p is (extreme + 1) / (rounds + 1) for random patterns
  /// (Phipson and Smyth, "Permutation p-values should never be zero", 2010).
  ///
  /// - Parameter unit: what the pairs are, in the plural.
  /// - Complexity: O(2ⁿ) up to `mostExactPairs`, then O(rounds · n).
  package func run(_ differences: [Double], unit: String) -> SignificanceTest? {
    guard !differences.isEmpty, differences.allSatisfy(\.isFinite) else { return nil }
    let scale = differences.reduce(0) { $0 + abs($1) }
    let threshold = abs(differences.reduce(0, +)) - Spread.tolerance * scale
    let units = [SampledUnits(unit, differences.count)]
    let least = Self.leastValue(pairs: differences.count)
    guard scale > 0 else {
      return SignificanceTest(p: 1, least: least, method: "exact sign-flip test", units: units)
    }
    guard differences.count > mostExactPairs else {
      let p = Self.exact(differences, threshold: threshold)
      return SignificanceTest(p: max(p, least), least: least, method: "exact sign-flip test", units: units)
    }
    let p = max(random(differences, threshold: threshold), least)
    return SignificanceTest(p: p, least: least, method: "sign-flip test, \(rounds) random patterns", units: units)
  }

  /// The least p-value that this many pairs allow.
  package static func leastValue(pairs: Int) -> Double {
    pairs < 1 ? 1 : 2 / Double(sign: .plus, exponent: pairs, significand: 1)
  }

  /// Visits the patterns in the order of a Gray code, so that each differs from the one before in one sign. The last
  /// difference keeps its sign, since opposite patterns count alike.
  private static func exact(_ differences: [Double], threshold: Double) -> Double {
    let patterns = 1 << (differences.count - 1)
    var signed = differences
    var sum = differences.reduce(0, +)
    var extreme = 0
    for pattern in 1...patterns {
      if abs(sum) >= threshold { extreme += 1 }
      let flipped = pattern.trailingZeroBitCount
      guard pattern < patterns else { break }
      signed[flipped].negate()
      sum += 2 * signed[flipped]
    }
    return Double(extreme) / Double(patterns)
  }

  private func random(_ differences: [Double], threshold: Double) -> Double {
    var stream = RandomStream(seed: seed, purpose: .bootstrap, 0, ResamplingKind.signFlips.rawValue)
    var extreme = 0
    for _ in 0..<rounds {
      var (sum, signs) = (0.0, UInt64(0))
      for (place, difference) in differences.enumerated() {
        if place % UInt64.bitWidth == 0 { signs = stream.next() }
        sum += signs & 1 == 0 ? difference : -difference
        signs >>= 1
      }
      if abs(sum) >= threshold { extreme += 1 }
    }
    return Double(extreme + 1) / Double(rounds + 1)
  }
}
