import Basics
import CodeMetrics
import Statistics
import Syntax

/// What the collected runs say: the planned contrasts of the primary score, and everything else as description.
package struct StudyAnalysis: Sendable, Encodable {
  /// One score of one contrast.
  package struct Row: Sendable, Encodable {
    package var contrast: String
    package var arm: String
    package var against: String
    package var score: String
    package var seeds: Int
    package var samples: Int
    /// Means over the seeds of each arm.
    package var armMean: Double
    package var againstMean: Double
    package var statistics: Contrast

    enum CodingKeys: String, CodingKey {
      case contrast, arm, against, score, seeds, samples, statistics
      case armMean = "arm_mean"
      case againstMean = "against_mean"
    }
  }

  /// An arm's scores.
  package struct Arm: Sendable, Encodable {
    package var name: String
    package var isExploratory: Bool
    package var seeds: Int
    /// For each score, the mean over the seeds and their standard deviation.
    package var scores: [String: Description]
    package var coreHours: Double

    package struct Description: Sendable, Encodable {
      package var mean: Double
      package var deviation: Double?
      package var values: [Double]
    }

    enum CodingKeys: String, CodingKey {
      case name, seeds, scores
      case isExploratory = "is_exploratory"
      case coreHours = "core_hours"
    }
  }

  /// The primary score of the confirmatory contrasts, with Holm's adjustment over them; empty while runs are missing.
  package private(set) var confirmatory: [Row] = []
  /// Every other score and contrast; no adjustment, and no claim.
  package private(set) var exploratory: [Row] = []
  package private(set) var arms: [Arm] = []
  /// Confirmatory runs that are missing, for which the confirmatory analysis waits.
  package private(set) var awaited: [StudyRun] = []
  /// While runs are missing: how much the differences between the arms that are there vary.
  package private(set) var spreads: [BlindSpread] = []
  /// What outputs that know nothing of the code score.
  package private(set) var floors: MetricFloors?

  /// - Throws: `InvalidSetting`, `MetricInputError`.
  package init(_ results: StudyResults) throws {
    let plan = results.plan
    let decisive = plan.settings.contrasts.filter { !$0.value.exploratory }
    let needed = Set(decisive.values.flatMap { [$0.arm, $0.against] })
    awaited = results.missing.filter { needed.contains($0.arm) }
    for (name, contrast) in plan.settings.contrasts.sorted(by: { $0.key < $1.key }) {
      for score in plan.scores {
        let isDecisive = !contrast.exploratory && score == plan.settings.primary
        // A look at the answer, or at one side of it, before the end could decide when the study ends.
        if !awaited.isEmpty, needed.contains(contrast.arm) || needed.contains(contrast.against) { continue }
        guard let row = try Self.row(name, contrast, score, results) else { continue }
        if isDecisive { confirmatory.append(row) } else { exploratory.append(row) }
      }
    }
    let adjusted = HolmAdjustment.adjusted(confirmatory.map(\.statistics.test?.p))
    for (place, p) in adjusted.enumerated() { confirmatory[place].statistics.pHolm = p }
    // Nor are the means of the arms shown before.
    arms = plan.settings.arms.keys.sorted().compactMap { name in
      awaited.isEmpty || !needed.contains(name) ? Self.arm(name, results) : nil
    }
    if !awaited.isEmpty { spreads = BlindSpread.all(of: needed, results) }
    floors = try Self.floors(results)
  }

  private static func row(
    _ name: String, _ contrast: ContrastPlan, _ score: String, _ results: StudyResults
  ) throws -> Row? {
    let pairs = results.pairs(contrast)
    let plan = results.plan
    var settings = ContrastSettings()
    settings.confidence = plan.settings.confidence
    settings.equivalenceMargin = plan.settings.margins[score]
    guard !pairs.isEmpty else { return nil }
    if let metric = try StudyScore.metric(
      score, task: plan.base.task, language: plan.base.validation.codeLanguage)
    {
      let references = results.references.map { [$0] }
      let differences = try SystemDifferences(
        pairs.map { pair in
          try PairedSystems(
            metric: metric, references: references, baseline: pair.against.predictions, system: pair.arm.predictions)
        })
      return Row(
        contrast: name, arm: contrast.arm, against: contrast.against, score: score, seeds: pairs.count,
        samples: references.count, armMean: differences.system, againstMean: differences.baseline,
        statistics: try differences.contrast(settings))
    }
    let values = pairs.compactMap { pair in
      pair.arm.record.value(of: score).flatMap { ours in pair.against.record.value(of: score).map { (ours, $0) } }
    }
    guard !values.isEmpty else { return nil }
    return Row(
      contrast: name, arm: contrast.arm, against: contrast.against, score: score, seeds: values.count, samples: 0,
      armMean: SampleStatistics(values.map(\.0)).mean, againstMean: SampleStatistics(values.map(\.1)).mean,
      statistics: try Contrast(CrossedDifferences(seeds: values.map { $0.0 - $0.1 }), settings: settings))
  }

  private static func arm(_ name: String, _ results: StudyResults) -> Arm? {
    let runs = results.runs(of: name)
    guard !runs.isEmpty else { return nil }
    var scores: [String: Arm.Description] = [:]
    for score in results.plan.scores + ["loss"] {
      let values = runs.compactMap { value(of: score, $0, results) }
      guard !values.isEmpty else { continue }
      let statistics = SampleStatistics(values)
      scores[score] = Arm.Description(
        mean: statistics.mean, deviation: statistics.deviation, values: values)
    }
    return Arm(
      name: name, isExploratory: results.plan.settings.arms[name]?.exploratory ?? false, seeds: runs.count,
      scores: scores, coreHours: runs.reduce(0) { $0 + $1.record.coreHours })
  }

  /// A score of a run: computed from its predictions, so that it does not depend on what the run computed then.
  static func value(of score: String, _ run: StudyResults.Run, _ results: StudyResults) -> Double? {
    let plan = results.plan
    let metric = try? StudyScore.metric(score, task: plan.base.task, language: plan.base.validation.codeLanguage)
    guard let metric = metric ?? nil else { return run.record.value(of: score) }
    return try? metric.score(references: results.references.map { [$0] }, predictions: run.predictions).corpus
  }

  private static func floors(_ results: StudyResults) throws -> MetricFloors? {
    let plan = results.plan
    let named = try plan.scores.compactMap { score in
      try StudyScore.metric(score, task: plan.base.task, language: plan.base.validation.codeLanguage).map {
        (name: score, metric: $0)
      }
    }
    guard !named.isEmpty else { return nil }
    let language =
      plan.scores.contains("codebleu") ? try ProgrammingLanguage(named: plan.base.validation.codeLanguage) : nil
    return try MetricFloors(named, references: results.references.map { [$0] }, language: language)
  }

  enum CodingKeys: String, CodingKey { case confirmatory, exploratory, arms, awaited, spreads }
}
