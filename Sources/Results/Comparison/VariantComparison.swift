import Basics
import CodeMetrics
import Configuration
import Statistics
import Syntax
import Training

/// The differences between a variant and the baseline, metric by metric, over the seeds of both.
package struct VariantComparison: Encodable, Sendable {
  package struct Metric: Encodable, Sendable {
    package var name: String
    /// Means over the seeds.
    package var baseline: Double
    package var variant: Double
    /// Standard deviations over the seeds; nil for a single one.
    package var baselineDeviation: Double?
    package var variantDeviation: Double?
    /// The variant's value minus the baseline's.
    package var contrast: Contrast
    package var seeds: Int
    /// Samples of each run; 0 if they were not used.
    package var samples: Int

    enum CodingKeys: String, CodingKey {
      case name, baseline, variant, seeds, samples
      case baselineDeviation = "baseline_deviation"
      case variantDeviation = "variant_deviation"
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(baseline, forKey: .baseline)
      try container.encode(variant, forKey: .variant)
      try container.encodeIfPresent(baselineDeviation, forKey: .baselineDeviation)
      try container.encodeIfPresent(variantDeviation, forKey: .variantDeviation)
      try container.encode(seeds, forKey: .seeds)
      try container.encode(samples, forKey: .samples)
      try contrast.encode(to: encoder)
    }
  }

  package var baseline: String
  package var variant: String
  package var metrics: [Metric]
  /// Why something was left out.
  package var notes: [String]
  /// Whether the runs were measured on different samples, so that their values cannot be compared.
  package private(set) var hasOtherSamples = false

  enum CodingKeys: String, CodingKey { case baseline, variant, metrics, notes }

  /// Pairs the runs by seed and held-out fold, one run each; if the variants have no seed in common, pairs them in order.
  ///
  /// - Throws: `InvalidSetting` for invalid settings.
  package init(
    _ baseline: Variant, against variant: Variant, metrics names: [String],
    settings: ContrastSettings = ContrastSettings()
  ) throws {
    self.baseline = baseline.label
    self.variant = variant.label
    metrics = []
    notes = []
    let pairs = pair(baseline, variant)
    if let difference = Self.differenceOfSamples(pairs) { notes.append(difference) }
    hasOtherSamples = pairs.contains { pair in
      let references = [pair.0, pair.1].map { $0.samples.map(\.reference) }
      return !references.contains([]) && references[0] != references[1]
    }
    for name in names {
      let valued = pairs.filter { $0.0.record.value(of: name) != nil && $0.1.record.value(of: name) != nil }
      guard !valued.isEmpty else { continue }
      if valued.count < pairs.count {
        notes.append("\(pairs.count - valued.count) of \(pairs.count) pairs have no \(name) and are left out of it")
      }
      metrics.append(try Self.bySamples(name, valued, settings) ?? Self.bySeeds(name, valued, settings))
    }
    if metrics.isEmpty { notes.append("there is no metric that both have been measured with") }
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
      guard let seed = run.record.seed,
        let other = theirs.first(where: {
          $0.record.seed == seed && $0.settings[FlatSettings.foldKey] == run.settings[FlatSettings.foldKey]
        })
      else { return nil }
      return (run, other)
    }
    let holdsOut = Set((ours + theirs).map { $0.settings[FlatSettings.foldKey] }).count > 1
    if !pairs.isEmpty {
      let alone = ours.count + theirs.count - 2 * pairs.count
      if alone > 0 {
        notes.append(
          "\(alone) run\(alone == 1 ? " has" : "s have") no partner of the same seed\(holdsOut ? " and held-out fold" : "") "
            + "and \(alone == 1 ? "is" : "are") left out"
        )
      }
      return pairs
    }
    guard !holdsOut else {
      notes.append("no seed with the same held-out fold in common: nothing is compared")
      return []
    }
    let unpaired = abs(ours.count - theirs.count)
    notes.append(
      "no seed in common: runs are paired in their order, so their differences vary more than those of equal seeds"
        + (unpaired > 0 ? "; \(unpaired) have no partner and are left out" : ""))
    return Array(zip(ours, theirs))
  }

  /// Why the runs' predictions cannot be compared sample by sample, if they have some.
  private static func differenceOfSamples(_ pairs: [Pair]) -> String? {
    let runs = pairs.flatMap { [$0.0, $0.1] }
    guard runs.contains(where: { !$0.samples.isEmpty }), let first = runs.first?.samples.map(\.reference) else {
      return nil
    }
    guard let other = runs.first(where: { $0.samples.map(\.reference) != first }) else { return nil }
    let problem =
      other.samples.isEmpty || first.isEmpty
      ? "\((first.isEmpty ? runs[0] : other).record.label) has no predictions"
      : "the predictions of \(other.record.label) are for other samples than those of \(runs[0].record.label)"
    return problem + ", so only the runs' scores are compared, over seeds"
  }

  /// Compares the texts of the runs' predictions; nil if the metric does not use texts or the runs' samples differ.
  private static func bySamples(_ name: String, _ pairs: [Pair], _ settings: ContrastSettings) throws -> Metric? {
    guard let metric = textMetric(name, pairs[0].0.settings), !pairs[0].0.samples.isEmpty else { return nil }
    let references = pairs[0].0.samples.map { [$0.reference] }
    var systems: [PairedSystems] = []
    for pair in pairs {
      let texts = [pair.0, pair.1].map(\.samples)
      guard texts.allSatisfy({ $0.map { [$0.reference] } == references }) else { return nil }
      systems.append(
        try PairedSystems(
          metric: metric, references: references, baseline: texts[0].map(\.prediction),
          system: texts[1].map(\.prediction)))
    }
    let differences = try SystemDifferences(systems)
    return Metric(
      name: name, baseline: differences.baseline, variant: differences.system,
      baselineDeviation: differences.baselineDeviation, variantDeviation: differences.systemDeviation,
      contrast: try differences.contrast(settings), seeds: systems.count, samples: references.count)
  }

  /// Compares one number per run.
  private static func bySeeds(_ name: String, _ pairs: [Pair], _ settings: ContrastSettings) throws -> Metric {
    let baseline = pairs.compactMap { $0.0.record.value(of: name) }
    let variant = pairs.compactMap { $0.1.record.value(of: name) }
    let differences = CrossedDifferences(seeds: zip(variant, baseline).map { $0 - $1 })
    let statistics = [baseline, variant].map { SampleStatistics($0) }
    return Metric(
      name: name, baseline: statistics[0].mean, variant: statistics[1].mean,
      baselineDeviation: statistics[0].deviation, variantDeviation: statistics[1].deviation,
      contrast: try Contrast(differences, settings: settings), seeds: pairs.count, samples: 0)
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
