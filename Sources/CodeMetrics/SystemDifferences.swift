import Basics
import Statistics

/// The differences of two systems over seeds and samples: each seed trained one pair of systems, and all were measured on
/// the same samples. Differences are the system's value minus the baseline's, in percentage points.
package struct SystemDifferences: Sendable {
  /// The mean over seeds of each system's value.
  package let baseline: Double
  package let system: Double
  /// The standard deviations over seeds; nil for a single one.
  package let baselineDeviation: Double?
  package let systemDeviation: Double?
  /// Each seed's difference, and the part of each sample in it.
  package let crossed: CrossedDifferences
  /// For each seed, the difference of each sample's own score.
  package let sampleScores: [[Double]]
  private let pairs: [PairedSystems]

  /// - Parameter seeds: a pair of systems for each seed.
  /// - Throws: `MetricInputError` when there is no pair or the pairs differ in their number of samples.
  /// - Complexity: O(seeds · samples · statistics).
  package init(_ seeds: [PairedSystems]) throws {
    guard let first = seeds.first else { throw MetricInputError.noSamples }
    if let differing = seeds.first(where: { $0.sampleCount != first.sampleCount }) {
      throw MetricInputError.unequalCounts(references: first.sampleCount, predictions: differing.sampleCount)
    }
    pairs = seeds
    let values = seeds.map { ($0.metric.value(of: $0.baseline.sum), $0.metric.value(of: $0.system.sum)) }
    baseline = Descriptive.mean(values.map(\.0)) ?? 0
    system = Descriptive.mean(values.map(\.1)) ?? 0
    baselineDeviation = SampleStatistics(values.map(\.0)).deviation
    systemDeviation = SampleStatistics(values.map(\.1)).deviation
    crossed = CrossedDifferences(
      seeds: values.map { $0.1 - $0.0 }, samples: first.sampleCount > 1 ? seeds.map(\.pseudoValues) : [])
    sampleScores = seeds.map { pair in
      zip(pair.baseline.samples, pair.system.samples).map { pair.metric.value(of: $1) - pair.metric.value(of: $0) }
    }
  }

  /// What can be said of the difference. With a single seed, the test is approximate randomisation of the samples.
  ///
  /// - Parameter randomization: the outcome of that test, if it is known already.
  /// - Throws: `InvalidSetting`.
  package func contrast(
    _ settings: ContrastSettings, randomization: ApproximateRandomization.Outcome? = nil
  ) throws -> Contrast {
    try settings.validate()
    var samplesTest: SignificanceTest?
    if pairs.count == 1, pairs[0].sampleCount > 1 {
      var test = ApproximateRandomization()
      (test.rounds, test.seed) = (settings.rounds, settings.seed)
      samplesTest = try (randomization ?? test.compare(pairs[0])).test(samples: pairs[0].sampleCount)
    }
    return try Contrast(crossed, sampleScores: sampleScores, settings: settings, samplesTest: samplesTest)
  }
}

extension PairedSystems {
  /// The part of each sample in the difference, by the jackknife; there are at least two samples.
  fileprivate var pseudoValues: [Double] {
    let sums = (baseline.sum, system.sum)
    let without = zip(baseline.samples, system.samples).map { one, other in
      difference(baseline: sums.0.subtracting(one), system: sums.1.subtracting(other))
    }
    return Jackknife.pseudoValues(whole: difference(baseline: sums.0, system: sums.1), without: without)
  }
}

extension [Double] {
  /// The difference to a vector of the same length, element by element.
  fileprivate func subtracting(_ other: [Double]) -> [Double] { zip(self, other).map { $0 - $1 } }
}
