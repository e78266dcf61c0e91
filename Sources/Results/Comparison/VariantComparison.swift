import Basics
import CodeMetrics
import Configuration
import Statistics
import Syntax
import Training

/// The differences between a variant and the baseline, metric by metric, over the seeds of both.
package struct VariantComparison: Encodable, Sendable {
  /// The units that an interval was resampled from.
  package enum Basis: String, Encodable, Sendable {
    case seeds
    case samples
    case seedsAndSamples = "seeds and samples"
    /// A single number on each side: no interval.
    case none
  }

  package struct Metric: Encodable, Sendable {
    package var name: String
    package var baseline: Double
    package var variant: Double
    /// The variant's value minus the baseline's.
    package var difference: Double
    package var lower: Double?
    package var upper: Double?
    /// The bootstrap's one-sided p-value: the share of rounds in which the difference is zero or has the opposite sign.
    package var pValue: Double?
    /// The two-sided p-value of the approximate randomisation test, for a single pair of runs with predictions.
    package var randomizationPValue: Double?
    package var basis: Basis
    package var seeds: Int
    /// Samples of each run; 0 if they were not used.
    package var samples: Int

    enum CodingKeys: String, CodingKey {
      case name, baseline, variant, difference, lower, upper, basis, seeds, samples
      case pValue = "p_value"
      case randomizationPValue = "randomization_p_value"
    }
  }

  package var baseline: String
  package var variant: String
  package var metrics: [Metric]
  /// Why something was left out.
  package var notes: [String]

  /// Pairs the runs by seed, one run each; if the variants have no seed in common, pairs them in order.
  ///
  /// - Throws: `InvalidSetting` for invalid settings of the bootstrap.
  package init(
    _ baseline: Variant, against variant: Variant, metrics names: [String],
    bootstrap: PairedBootstrap = PairedBootstrap()
  ) throws {
    self.baseline = baseline.label
    self.variant = variant.label
    metrics = []
    notes = []
    let pairs = pair(baseline, variant)
    for name in names {
      let valued = pairs.filter { $0.0.record.value(of: name) != nil && $0.1.record.value(of: name) != nil }
      guard !valued.isEmpty else { continue }
      if let metric = try Self.bySamples(name, valued, bootstrap) {
        metrics.append(metric)
      } else {
        metrics.append(try Self.bySeeds(name, valued, bootstrap))
      }
    }
    if metrics.isEmpty { notes.append("there is no metric that both have been validated with") }
  }

  private typealias Pair = (RunDetails, RunDetails)

  private mutating func pair(_ baseline: Variant, _ variant: Variant) -> [Pair] {
    let (ours, theirs) = (baseline.independentRuns, variant.independentRuns)
    let repeats = baseline.runs.count + variant.runs.count - ours.count - theirs.count
    if repeats > 0 {
      notes.append(
        "\(repeats) run\(repeats == 1 ? " repeats" : "s repeat") a seed and \(repeats == 1 ? "is" : "are") left out")
    }
    let pairs: [Pair] = ours.compactMap { run in
      guard let seed = run.record.seed, let other = theirs.first(where: { $0.record.seed == seed }) else { return nil }
      return (run, other)
    }
    if !pairs.isEmpty {
      let alone = ours.count + theirs.count - 2 * pairs.count
      if alone > 0 {
        notes.append(
          "\(alone) run\(alone == 1 ? " has" : "s have") no partner of the same seed and \(alone == 1 ? "is" : "are") left out"
        )
      }
      return pairs
    }
    notes.append("no seed in common: runs are paired in their order")
    return Array(zip(ours, theirs))
  }

  /// Compares the texts of the runs' predictions; nil if the metric does not use texts or the runs' samples differ.
  private static func bySamples(_ name: String, _ pairs: [Pair], _ bootstrap: PairedBootstrap) throws -> Metric? {
    guard let metric = textMetric(name, pairs[0].0.settings), let first = pairs[0].0.samples.nonEmpty else {
      return nil
    }
    let references = first.map { [$0.reference] }
    var systems: [PairedSystems] = []
    for pair in pairs {
      let texts = [pair.0, pair.1].map(\.samples)
      guard texts.allSatisfy({ $0.map { [$0.reference] } == references }) else { return nil }
      systems.append(
        try PairedSystems(
          metric: metric, references: references, baseline: texts[0].map(\.prediction),
          system: texts[1].map(\.prediction)))
    }
    let outcome = try bootstrap.compare(systems)
    let values = systems.map { (metric.value(of: $0.baseline.sum), metric.value(of: $0.system.sum)) }
    return Metric(
      name: name, baseline: SampleStatistics(values.map(\.0)).mean, variant: SampleStatistics(values.map(\.1)).mean,
      difference: outcome.difference, lower: outcome.lower, upper: outcome.upper, pValue: outcome.pValue,
      randomizationPValue: systems.count == 1 ? try randomization(bootstrap).compare(systems[0]).pValue : nil,
      basis: systems.count == 1 ? .samples : .seedsAndSamples, seeds: systems.count, samples: references.count)
  }

  private static func randomization(_ bootstrap: PairedBootstrap) -> ApproximateRandomization {
    var test = ApproximateRandomization()
    test.rounds = bootstrap.rounds
    test.seed = bootstrap.seed
    return test
  }

  /// Compares one number per run.
  private static func bySeeds(_ name: String, _ pairs: [Pair], _ bootstrap: PairedBootstrap) throws -> Metric {
    let baseline = pairs.compactMap { $0.0.record.value(of: name) }
    let variant = pairs.compactMap { $0.1.record.value(of: name) }
    let outcome = pairs.count > 1 ? try bootstrap.compare(baseline: baseline, system: variant) : nil
    let means = (SampleStatistics(baseline).mean, SampleStatistics(variant).mean)
    return Metric(
      name: name, baseline: means.0, variant: means.1, difference: means.1 - means.0, lower: outcome?.lower,
      upper: outcome?.upper, pValue: outcome?.pValue, basis: pairs.count > 1 ? .seeds : .none, seeds: pairs.count,
      samples: 0)
  }

  /// The metric that validation reports under this name; nil for metrics without texts.
  private static func textMetric(_ name: String, _ settings: FlatSettings) -> (any SummableMetric)? {
    switch name {
    case "exact_match": ExactMatch()
    case "bleu": settings["task"] == LearningTask.summarization.rawValue ? CodeToTextBLEU() : CodeToCodeBLEU()
    case "edit_similarity": EditSimilarity()
    case "codebleu":
      (try? ProgrammingLanguage(named: settings["validation.code_language"] ?? "")).map {
        CodeBLEUMetric(CodeBLEU(language: $0), part: .all)
      }
    default: nil
    }
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
