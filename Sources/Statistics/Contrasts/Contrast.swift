/// All that is said of one difference between two systems: its interval, a test, effect sizes, and on request whether it
/// is negligible and what the experiment could have found.
package struct Contrast: Sendable, Equatable {
  package var interval: ConfidenceInterval
  /// Nil for a single pair of numbers, which allow none.
  package var test: SignificanceTest?
  /// The p-value after Holm's adjustment for all contrasts shown together.
  package var pHolm: Double?
  /// Nil for a single seed.
  package var effect: StandardizedEffect?
  /// Nil without samples.
  package var betterSamples: SuperiorShare?
  package var equivalence: EquivalenceTest?
  package var detectable: DetectableEffect?

  /// - Precondition: there is at least one seed.
  /// - Parameters:
  ///   - sampleScores: for each seed, each sample's score less the baseline's; empty if samples have none.
  ///   - samplesTest: the test to use for a single seed; nil for the sign-flip test of the samples.
  /// - Throws: `InvalidSetting`.
  package init(
    _ differences: CrossedDifferences, sampleScores: [[Double]] = [], settings: ContrastSettings,
    samplesTest: SignificanceTest? = nil
  ) throws {
    try settings.validate()
    interval = differences.interval(confidence: settings.confidence)
    var flips = SignFlipTest()
    (flips.rounds, flips.seed) = (settings.rounds, settings.seed)
    if differences.seeds.count > 1 {
      test = flips.run(differences.seeds, unit: "seeds")
      effect = StandardizedEffect(differences.seeds, unit: "seeds")
    } else if let samples = differences.samples.first, samples.count > 1 {
      test = samplesTest ?? flips.run(samples, unit: "samples")
    }
    betterSamples = SuperiorShare(sampleScores)
    equivalence = settings.equivalenceMargin.map { EquivalenceTest(interval, margin: $0) }
    detectable = settings.power.map {
      DetectableEffect(pilot: interval, seeds: settings.plannedSeeds, power: $0)
    }
  }
}

extension Contrast: Encodable {
  enum CodingKeys: String, CodingKey {
    case difference, lower, upper, interval, test, effect, equivalence
    case p = "p_two_sided"
    case pHolm = "p_holm"
    case betterSamples = "better_samples"
    case detectable = "detectable_effect"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(interval.estimate, forKey: .difference)
    try container.encodeIfPresent(interval.lower, forKey: .lower)
    try container.encodeIfPresent(interval.upper, forKey: .upper)
    try container.encodeIfPresent(test?.p, forKey: .p)
    try container.encodeIfPresent(pHolm, forKey: .pHolm)
    try container.encode(interval, forKey: .interval)
    try container.encodeIfPresent(test, forKey: .test)
    try container.encodeIfPresent(effect, forKey: .effect)
    try container.encodeIfPresent(betterSamples, forKey: .betterSamples)
    try container.encodeIfPresent(equivalence, forKey: .equivalence)
    try container.encodeIfPresent(detectable, forKey: .detectable)
  }
}

extension Contrast {
  /// The headings of `cells`, which a table shows for every contrast.
  package static func header(confidence: String) -> [String] {
    ["difference", "\(confidence) interval", "p", "p (Holm)", "d_z", "better", "over", "interval by", "p by"]
  }

  /// The difference, its interval, p-values, effect sizes, units and methods as texts; `–` for what cannot be said.
  package func cells(decimals: Int) -> [String] {
    [
      Self.signed(interval.estimate, decimals), boundsText(decimals),
      test.map { Self.pText($0.p) } ?? "–", pHolm.map(Self.pText) ?? "–",
      effect?.value.map { Self.signed($0, 2) } ?? "–",
      betterSamples.map { "\(Self.fixed(100 * $0.value, 0)) %" } ?? "–", interval.units.text,
      interval.bounds == nil ? "none: \(interval.reason ?? "")" : interval.method, test?.method ?? "–",
    ]
  }

  private func boundsText(_ decimals: Int) -> String {
    guard let bounds = interval.bounds else { return "–" }
    return "[\(Self.signed(bounds.lowerBound, decimals)), \(Self.signed(bounds.upperBound, decimals))]"
  }

  /// What was asked about equivalence and power, in a sentence each.
  package func remarks(decimals: Int) -> [String] {
    var remarks: [String] = []
    if let equivalence {
      let margin = "±\(Self.fixed(equivalence.margin, decimals))"
      if let p = equivalence.p, let lower = equivalence.lower, let upper = equivalence.upper {
        let answer = equivalence.isEquivalent ? "equivalent within" : "not shown to be equivalent within"
        let bounds = "[\(Self.signed(lower, decimals)), \(Self.signed(upper, decimals))]"
        remarks.append(
          "\(answer) \(margin): \(Self.fixed(100 * equivalence.confidence, 0)) % interval \(bounds), p \(Self.pText(p))"
        )
      } else {
        remarks.append("equivalence within \(margin) cannot be tested: \(equivalence.reason ?? "")")
      }
    }
    if let detectable {
      let planned = SampledUnits("seeds", detectable.seeds).text
      if let difference = detectable.difference {
        remarks.append(
          "with \(planned), a difference of \(Self.fixed(difference, decimals)) would be found in "
            + "\(Self.fixed(100 * detectable.power, 0)) % of experiments")
      } else {
        remarks.append("the detectable difference is unknown: \(detectable.reason ?? "")")
      }
    }
    return remarks
  }
}
