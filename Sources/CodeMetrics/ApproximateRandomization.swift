import Basics
import Statistics

/// The approximate randomisation test (Noreen, "Computer-intensive methods for testing hypotheses", 1989; for machine
/// translation: Riezler and Maxwell, "On some pitfalls in automatic evaluation and significance testing for MT", 2005).
///
/// If it made no difference which system a prediction comes from, swapping the two predictions of some samples would
/// not change the observed result. A round swaps each pair with probability one half; the p-value is the share of
/// rounds whose difference is at least as large, in absolute value, as the observed one.
package struct ApproximateRandomization: ValidatedConfiguration {
  package var rounds = 10_000
  package var seed: UInt64 = 0

  package init() {}

  package func validate() throws {
    try require(rounds > 0, "rounds", "the number of rounds must be positive, not \(rounds)")
  }

  package struct Outcome: Sendable, Equatable, Codable {
    /// The system's value minus the baseline's, in percentage points.
    package var difference: Double
    /// The rounds whose difference was at least as large as the observed one in absolute value.
    package var extremeRounds: Int
    /// Two-sided: (extreme rounds + 1) / (rounds + 1), and never below the 2/2ⁿ that n samples allow.
    package var pValue: Double
    package var rounds: Int
    package var seed: UInt64

    enum CodingKeys: String, CodingKey {
      case difference, rounds, seed
      case extremeRounds = "extreme_rounds"
      case pValue = "p_two_sided"
    }

    /// The outcome as a test of so many samples.
    package func test(samples: Int) -> SignificanceTest {
      SignificanceTest(
        p: pValue, least: SignFlipTest.leastValue(pairs: samples),
        method: "approximate randomisation, \(rounds) rounds",
        units: [SampledUnits("samples", samples)])
    }
  }

  /// Compares two systems; the outcome depends only on them and this configuration.
  ///
  /// - Throws: `InvalidSetting`.
  /// - Complexity: O(rounds · samples · statistics), regardless of the texts' lengths.
  package func compare(_ systems: PairedSystems) throws -> Outcome {
    try validate()
    let difference = systems.difference
    let extreme = (0..<rounds).count { round in
      abs(shuffledDifference(systems, round: round)) >= abs(difference) - PairedSystems.tolerance
    }
    let share = Double(extreme + 1) / Double(rounds + 1)
    return Outcome(
      difference: difference, extremeRounds: extreme,
      pValue: max(share, SignFlipTest.leastValue(pairs: systems.sampleCount)), rounds: rounds, seed: seed)
  }

  private func shuffledDifference(_ systems: PairedSystems, round: Int) -> Double {
    var stream = RandomStream(seed: seed, purpose: .bootstrap, round, ResamplingKind.randomization.rawValue)
    var first = [Double](repeating: 0, count: systems.metric.statisticCount)
    var second = first
    var swaps: UInt64 = 0
    for sample in 0..<systems.sampleCount {
      if sample % UInt64.bitWidth == 0 { swaps = stream.next() }
      let isSwapped = swaps & 1 == 1
      swaps >>= 1
      first.add(isSwapped ? systems.system.samples[sample] : systems.baseline.samples[sample])
      second.add(isSwapped ? systems.baseline.samples[sample] : systems.system.samples[sample])
    }
    return systems.difference(baseline: first, system: second)
  }
}
