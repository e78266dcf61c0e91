/// Differences of two systems over seeds and samples that are crossed: each seed's pair of runs is measured on the same
/// samples.
///
/// The model is difference(i, j) = μ + seed(i) + sample(j) + rest(i, j). An interval for μ that holds for new seeds and
/// new samples has the variance σ²(seed)/n + σ²(sample)/m + σ²(rest)/(nm) (Searle, Casella and McCulloch, "Variance
/// Components", 1992, chapter 4). The variance of the seeds' differences estimates n times the first and third term;
/// the mean covariance between two seeds over samples estimates m times the second, and a negative one counts as none.
/// `VarianceComponents` joins the two.
package struct CrossedDifferences: Sendable {
  /// Each seed's difference over all samples.
  package let seeds: [Double]
  /// For each seed, what each sample contributes to its difference, `[n][m]`: the sample's own difference if the metric
  /// is a mean, else the sample's pseudo-value (`Jackknife`). Their mean need not be the seed's difference. Empty if
  /// the samples are unknown.
  package let samples: [[Double]]

  /// - Precondition: there is at least one seed, and `samples` is empty or has an entry for each seed, all of the same length.
  package init(seeds: [Double], samples: [[Double]] = []) {
    precondition(!seeds.isEmpty, "differences of no seed")
    precondition(samples.isEmpty || samples.count == seeds.count, "samples of other seeds")
    precondition(samples.allSatisfy { $0.count == samples[0].count }, "seeds with different samples")
    self.seeds = seeds
    self.samples = samples
  }

  private var sampleCount: Int { samples.first?.count ?? 0 }

  /// The interval of the mean difference. With one seed, it covers only other samples, and its method
  /// says so; with fewer than two samples, only other seeds. Seeds whose differences are all equal have none, whatever
  /// their samples: repeated runs look like that, and so do scores that can take few values.
  ///
  /// - Complexity: O(n · m).
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval {
    guard sampleCount > 1 else { return PairedDifferences(seeds, unit: "seeds").interval(confidence: confidence) }
    let estimate = Descriptive.mean(seeds) ?? 0
    let (n, m) = (Double(seeds.count), Double(sampleCount))
    let units = [SampledUnits("seeds", seeds.count), SampledUnits("samples", sampleCount)]
    if seeds.count == 1 {
      return ConfidenceInterval(
        estimate: estimate,
        variance: VarianceComponents([
          .init("samples", variance: Spread.variance(samples[0]) / m, degreesOfFreedom: m - 1)
        ]), confidence: confidence, method: "Student's t on samples; says nothing about other seeds", units: units,
        equalValues: "the differences of all samples are equal, so how much they vary is unknown")
    }
    let spread = Spread.variance(seeds)
    let method = "Student's t with two-way variance"
    guard spread > 0 else {
      return ConfidenceInterval(
        estimate: estimate, confidence: confidence, method: method, units: units, reason: Self.equalSeeds)
    }
    var components = [VarianceComponents.Component("seeds", variance: spread / n, degreesOfFreedom: n - 1)]
    let shared = covarianceBetweenSeeds / m
    if shared > 0 {
      let samples = VarianceComponents.Component("samples", variance: shared, degreesOfFreedom: m - 1)
      components.insert(samples, at: m < n ? 0 : 1)
    }
    return ConfidenceInterval(
      estimate: estimate, variance: VarianceComponents(components), confidence: confidence, method: method,
      units: units, equalValues: Self.equalSeeds)
  }

  private static let equalSeeds = "the differences of all seeds are equal, so how much they vary is unknown"

  /// The mean covariance of two different seeds' samples, and zero for a negative one.
  ///
  /// The sum over all pairs is that of the sums over seeds, less each seed's own.
  private var covarianceBetweenSeeds: Double {
    let n = Double(seeds.count)
    let sums = (0..<sampleCount).map { sample in samples.reduce(0) { $0 + $1[sample] } }
    let own = samples.reduce(0) { $0 + Spread.variance($1) }
    return max(0, (Spread.variance(sums) - own) / (n * (n - 1)))
  }
}
