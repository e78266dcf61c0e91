import Statistics

/// The scores of predictions and, if a second system is given, the paired differences.
package struct MetricsReport: Encodable, Sendable {
  package struct Metric: Encodable, Sendable {
    package var name: String
    /// In percent.
    package var score: Double
    package var samples: [Double]?
    package var against: Comparison?
  }

  /// The first system compared with the second: positive differences favour the first.
  package struct Comparison: Encodable, Sendable {
    package var score: Double
    package var contrast: Contrast
    package var bootstrap: PairedBootstrap.Outcome
    package var randomization: ApproximateRandomization.Outcome

    enum CodingKeys: String, CodingKey { case score, bootstrap, randomization }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(score, forKey: .score)
      try container.encode(bootstrap, forKey: .bootstrap)
      try container.encode(randomization, forKey: .randomization)
      try contrast.encode(to: encoder)
    }
  }

  package var samples: Int
  package var metrics: [Metric]
  /// The scores of outputs that know nothing of the code; nil if they were not computed.
  package var floors: MetricFloors?

  /// A report of floors alone.
  package init(samples: Int, floors: MetricFloors) {
    (self.samples, self.floors) = (samples, floors)
    metrics = []
  }

  /// The significance tests for the difference of two systems.
  package struct Tests: Sendable {
    package var bootstrap = PairedBootstrap()
    package var randomization = ApproximateRandomization()
    package var contrast = ContrastSettings()

    package init() {}
  }

  /// - Parameters:
  ///   - other: the other system's predictions.
  ///   - each: whether to include every sample's scores.
  ///   - progress: called with the number of finished metrics.
  /// - Throws: `MetricInputError`; `InvalidSetting` for tests with impossible settings.
  package init(
    _ metrics: [any SummableMetric], _ files: ScoredFiles, against other: ScoredFiles?, tests: Tests = Tests(),
    each: Bool = false, progress: (Int) -> Void = { _ in }
  ) throws {
    samples = files.predictions.count
    self.metrics = []
    for metric in metrics {
      self.metrics.append(try Self.report(metric, files, other, tests, each: each))
      progress(self.metrics.count)
    }
    var contrasts = self.metrics.compactMap { $0.against?.contrast }
    HolmAdjustment.adjust(&contrasts)
    for (place, contrast) in contrasts.enumerated() { self.metrics[place].against?.contrast = contrast }
  }

  private static func report(
    _ metric: some SummableMetric, _ files: ScoredFiles, _ other: ScoredFiles?, _ tests: Tests, each: Bool
  ) throws -> Metric {
    let score: MetricScore
    var comparison: Comparison?
    if let other {
      let systems = try PairedSystems(
        metric: metric, references: files.references, baseline: other.predictions, system: files.predictions)
      score = metric.score(systems.system)
      let randomization = try tests.randomization.compare(systems)
      let contrast = try SystemDifferences([systems]).contrast(tests.contrast, randomization: randomization)
      comparison = Comparison(
        score: metric.score(systems.baseline).corpus, contrast: contrast,
        bootstrap: try tests.bootstrap.compare(systems), randomization: randomization)
    } else {
      score = try metric.score(references: files.references, predictions: files.predictions)
    }
    return Metric(name: metric.name, score: score.corpus, samples: each ? score.samples : nil, against: comparison)
  }
}
