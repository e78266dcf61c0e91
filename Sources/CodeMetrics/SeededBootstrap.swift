import Basics

/// The paired bootstrap for systems trained several times, with one seed for each pair of runs.
///
/// Seeds and samples are crossed: every run is measured on the same samples. A round therefore draws seeds and, if
/// there are samples, samples, each with replacement; the difference is the mean over the drawn seeds. The interval
/// covers the variation due both to seeds and to test samples.
extension PairedBootstrap {
  /// Compares two systems by their predictions, one pair for each seed; with a single seed, only the samples are drawn.
  ///
  /// - Throws: `InvalidSetting`, and `MetricInputError` when there is no pair or the pairs differ in their samples.
  /// - Complexity: O(rounds · seeds · samples · statistics).
  package func compare(_ seeds: [PairedSystems]) throws -> Outcome {
    try validate()
    guard let first = seeds.first else { throw MetricInputError.noSamples }
    guard let differing = seeds.first(where: { $0.sampleCount != first.sampleCount }) else {
      let observed = seeds.reduce(0) { $0 + $1.difference } / Double(seeds.count)
      return outcome(observed, (0..<rounds).map { resampledDifference(seeds, round: $0) })
    }
    throw MetricInputError.unequalCounts(references: first.sampleCount, predictions: differing.sampleCount)
  }

  /// Compares two systems by one number for each run, with the same index for the same seed. Only seeds are drawn.
  ///
  /// - Throws: `InvalidSetting`, and `MetricInputError` when there are no numbers or the two lists differ in length.
  package func compare(baseline: [Double], system: [Double]) throws -> Outcome {
    try validate()
    guard !baseline.isEmpty else { throw MetricInputError.noSamples }
    guard baseline.count == system.count else {
      throw MetricInputError.unequalCounts(references: baseline.count, predictions: system.count)
    }
    let differences = zip(system, baseline).map { $0 - $1 }
    let observed = differences.reduce(0, +) / Double(differences.count)
    let resampled = (0..<rounds).map { round in
      var stream = stream(round)
      let sum = differences.indices.reduce(0.0) { sum, _ in sum + differences[Self.draw(differences.count, &stream)] }
      return sum / Double(differences.count)
    }
    return outcome(observed, resampled)
  }

  private func resampledDifference(_ seeds: [PairedSystems], round: Int) -> Double {
    var stream = stream(round)
    let drawnSeeds = seeds.count == 1 ? [0] : seeds.indices.map { _ in Self.draw(seeds.count, &stream) }
    let samples = seeds[0].sampleCount
    // How often each sample was drawn: the same for all seeds, and faster to sum over than the draws.
    var counts = [Double](repeating: 0, count: samples)
    for _ in 0..<samples { counts[Self.draw(samples, &stream)] += 1 }
    let sum = drawnSeeds.reduce(0.0) { $0 + seeds[$1].difference(weighting: counts) }
    return sum / Double(drawnSeeds.count)
  }

  private func stream(_ round: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: .bootstrap, round, ResamplingKind.seededBootstrap.rawValue)
  }

  private static func draw(_ count: Int, _ stream: inout RandomStream) -> Int {
    Int(stream.next().multipliedFullWidth(by: UInt64(count)).high)
  }
}

extension PairedSystems {
  /// The difference with each sample weighted by its entry in `counts`.
  fileprivate func difference(weighting counts: [Double]) -> Double {
    difference(baseline: baseline.sum(weighting: counts), system: system.sum(weighting: counts))
  }
}

extension MetricStatistics {
  fileprivate func sum(weighting counts: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: samples.first?.count ?? 0)
    for (statistics, count) in zip(samples, counts) where count > 0 {
      for position in sum.indices { sum[position] += count * statistics[position] }
    }
    return sum
  }
}
