import Basics
import Statistics

/// The paired bootstrap of Koehn, "Statistical significance tests for machine translation evaluation" (EMNLP 2004).
///
/// A round draws as many samples as there are, with replacement and the same ones for both systems, and takes the
/// difference of the two values. The distribution over all rounds gives an interval for the difference; the share of
/// rounds whose sign differs from the observed one shows how certain it is which system is better.
///
/// ```swift
/// import CodeMetrics
///
/// let systems = try PairedSystems(
///   metric: ChrF.characters, references: [["a sum"], ["a list"]], baseline: ["sum", "set"], system: ["a sum", "a set"])
/// let outcome = try PairedBootstrap().compare(systems)
/// print(outcome.difference, outcome.lower...outcome.upper, outcome.pValue)
/// ```
public struct PairedBootstrap: ValidatedConfiguration {
  /// The number of test sets to draw.
  public var rounds = 1_000
  /// The seed of all draws.
  public var seed: UInt64 = 0
  /// The share of rounds inside the interval.
  public var confidence = 0.95

  /// 1,000 rounds and an interval of 95 %.
  public init() {}

  /// Checks the settings; `compare` also does this.
  ///
  /// - Throws: `InvalidSetting`.
  public func validate() throws {
    try require(rounds > 0, "rounds", "the number of rounds must be positive, not \(rounds)")
    try require(
      confidence > 0 && confidence < 1, "confidence", "the confidence must lie between 0 and 1, not be \(confidence)")
  }

  /// Differences are the system's value minus the baseline's, in percentage points.
  public struct Outcome: Sendable, Equatable, Codable {
    /// The difference of the two systems' values.
    public var difference: Double
    /// The lower end of the percentile interval.
    public var lower: Double
    /// The upper end of the percentile interval.
    public var upper: Double
    /// The share of rounds in which the difference is zero or has the opposite sign; 1 when the observed one is zero.
    ///
    /// This is Koehn's one-sided value: with 0.03, the better system won in 97 % of the rounds.
    public var pValue: Double
    /// The number of test sets drawn.
    public var rounds: Int
    /// The seed of all draws.
    public var seed: UInt64
    /// The share of rounds inside the interval.
    public var confidence: Double

    enum CodingKeys: String, CodingKey {
      case difference, lower, upper, rounds, seed, confidence
      case pValue = "p_one_sided"
    }
  }

  /// Compares two systems; the outcome depends only on them and this configuration.
  ///
  /// - Throws: `InvalidSetting`.
  /// - Complexity: O(rounds · samples · statistics), regardless of the texts' lengths.
  public func compare(_ systems: PairedSystems) throws -> Outcome {
    try validate()
    return outcome(systems.difference, (0..<rounds).map { resampledDifference(systems, round: $0) })
  }

  /// The outcome for an observed difference, given the differences of the rounds.
  func outcome(_ difference: Double, _ resampled: [Double]) -> Outcome {
    let differences = resampled.sorted()
    let direction = abs(difference) <= PairedSystems.tolerance ? 0.0 : difference > 0 ? 1 : -1
    let flips = differences.count { $0 * direction <= PairedSystems.tolerance }
    return Outcome(
      difference: difference,
      lower: Descriptive.quantile((1 - confidence) / 2, ofSorted: differences) ?? difference,
      upper: Descriptive.quantile((1 + confidence) / 2, ofSorted: differences) ?? difference,
      pValue: Double(flips) / Double(rounds), rounds: rounds, seed: seed, confidence: confidence)
  }

  private func resampledDifference(_ systems: PairedSystems, round: Int) -> Double {
    var stream = RandomStream(seed: seed, purpose: .bootstrap, round, ResamplingKind.bootstrap.rawValue)
    var baseline = [Double](repeating: 0, count: systems.metric.statisticCount)
    var system = baseline
    for _ in 0..<systems.sampleCount {
      let drawn = Int(stream.next().multipliedFullWidth(by: UInt64(systems.sampleCount)).high)
      baseline.add(systems.baseline.samples[drawn])
      system.add(systems.system.samples[drawn])
    }
    return systems.difference(baseline: baseline, system: system)
  }
}
