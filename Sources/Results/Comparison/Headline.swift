import Basics
import Foundation
import Pages
import Statistics

/// What a report says first: what the statistics allow to say of one variant's difference, in a sentence.
///
/// A difference is claimed only if the interval excludes zero and the p-value, adjusted for all headlines, is at most
/// the level. Where only one of them says so, the sentence says that.
package struct Headline: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The variant is better, or worse, than the baseline.
    case better, worse
    /// The difference is smaller than the margin.
    case equivalent
    case undecided
    /// The data cannot answer.
    case unknown
  }

  package let kind: Kind
  package let text: String

  init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

extension ComparisonReport {
  /// A headline for each variant.
  ///
  /// - Parameters:
  ///   - metric: the primary metric, chosen before the differences were seen; Holm's adjustment is for its contrasts
  ///     alone.
  ///   - margin: the largest negligible difference of it; nil for no test of equivalence.
  package func headlines(_ metric: String, equivalenceMargin margin: Double? = nil) -> [Headline] {
    let tests = comparisons.map { comparison in
      comparison.hasOtherSamples ? nil : comparison.metrics.first { $0.name == metric }?.contrast.test?.p
    }
    let adjusted = HolmAdjustment.adjusted(tests)
    let count = tests.count { $0 != nil }
    return zip(comparisons, adjusted).map { comparison, pHolm in
      headline(comparison, metric, pHolm: pHolm, contrasts: count, margin: margin)
    }
  }

  private func headline(
    _ comparison: VariantComparison, _ metric: String, pHolm: Double?, contrasts: Int, margin: Double?
  ) -> Headline {
    let name = "\(DisplayText.line(comparison.variant)) − \(DisplayText.line(comparison.baseline))"
    if comparison.hasOtherSamples {
      return Headline(
        .unknown, "\(name): nothing can be said, because the two were measured on different \(set.rawValue) samples.")
    }
    guard let found = comparison.metrics.first(where: { $0.name == metric }) else {
      return Headline(
        .unknown,
        "\(name): nothing can be said, because no pair of runs has a \(MetricName.title(metric, on: set)) to compare.")
    }
    let contrast = found.contrast
    let words = Words(
      name: name, title: MetricName.title(metric, on: set), place: place(of: contrast.interval),
      contrast: contrast, decimals: MetricName.decimals(metric), pHolm: pHolm, contrasts: contrasts)
    if found.seeds < 2 {
      return Headline(.unknown, words.oneSeed)
    }
    guard let interval = contrast.interval.bounds else {
      return Headline(.unknown, "\(name): nothing can be claimed: \(words.value), \(contrast.interval.reason ?? "").")
    }
    let equivalence = margin.map { EquivalenceTest(contrast.interval, margin: $0) }
    let about = equivalence.map(words.equivalence) ?? ""
    if interval.contains(0) {
      let kind: Headline.Kind = equivalence?.isEquivalent == true ? .equivalent : .undecided
      return Headline(kind, "No difference can be claimed of \(words.value), \(words.p)\(about).")
    }
    guard let pHolm, pHolm <= 1 - contrast.interval.confidence else {
      return Headline(.undecided, words.disagreement(level: 1 - contrast.interval.confidence) + "\(about).")
    }
    let isHigher = contrast.interval.estimate > 0
    let isBetter = isHigher != MetricName.isLowerBetter(metric)
    let verdict = "\(isHigher ? "higher" : "lower"), which is \(isBetter ? "better" : "worse")"
    return Headline(isBetter ? .better : .worse, "\(words.value), \(words.p): \(verdict)\(about).")
  }

  /// `on the test set, 5 seeds × 200 samples`.
  private func place(of interval: ConfidenceInterval) -> String {
    let isSelected = warnings.contains(Self.selectionWarning)
    let validation = "on the validation samples\(isSelected ? " that also selected the checkpoints" : "")"
    let samples = set == .test ? "on the test set" : validation
    return "\(samples), \(interval.units.text)"
  }
}

/// The parts of a headline.
private struct Words {
  let name: String
  let title: String
  let place: String
  let contrast: Contrast
  let decimals: Int
  let pHolm: Double?
  let contrasts: Int

  /// `align − baseline: +1.20 BLEU [+0.30, +2.10] on the test set, 5 seeds`.
  var value: String { "\(name): \(difference) \(place)" }

  private var difference: String {
    let interval = contrast.interval
    let bounds = interval.bounds.map { bounds in
      " [\(PlotNumber.signed(bounds.lowerBound, decimals: decimals)), "
        + "\(PlotNumber.signed(bounds.upperBound, decimals: decimals))]"
    }
    return "\(PlotNumber.signed(interval.estimate, decimals: decimals)) \(title)\(bounds ?? "")"
  }

  /// `p = 0.020 (Holm over 2 contrasts)`.
  var p: String {
    guard let pHolm else { return "without a test" }
    let of = contrasts == 1 ? "one contrast" : "Holm over \(contrasts) contrasts"
    return "p \(Self.text(pHolm)) (\(of))"
  }

  /// `= 0.25` or `< 0.0001`.
  private static func text(_ p: Double) -> String {
    p < 0.0001 ? "< 0.0001" : "= " + (p >= 0.1 ? String(format: "%.2f", p) : String(format: "%.2g", p))
  }

  /// With one seed, an interval holds for other samples alone.
  var oneSeed: String {
    let seeds = "one seed says nothing about another, so this is no evidence about the training"
    return contrast.interval.bounds == nil
      ? "\(name): nothing can be claimed: \(difference) \(place); \(seeds)."
      : "\(name): nothing can be claimed about the training: \(difference) \(place); the interval is over samples, and "
        + "\(seeds)."
  }

  /// The interval excludes zero and the test does not reach the level.
  func disagreement(level: Double) -> String {
    let least = contrast.test?.least ?? 0
    let units = contrast.test?.units.text ?? "so few units"
    let why =
      least > level
      ? "\(units) cannot give a p below \(PlotNumber.short(least))"
      : "the test does not reach \(PlotNumber.short(level))"
    return "\(value), \(p): the interval excludes zero, but \(why), so the difference is not certain"
  }

  /// What the test of equivalence found.
  func equivalence(_ test: EquivalenceTest) -> String {
    let margin = "±\(PlotNumber.fixed(test.margin, decimals: decimals))"
    guard let lower = test.lower, let upper = test.upper, let p = test.p else {
      return "; equivalence within \(margin) cannot be tested"
    }
    let bounds = "\(PlotNumber.signed(lower, decimals: decimals)), \(PlotNumber.signed(upper, decimals: decimals))"
    let interval = "\(PlotNumber.short(100 * test.confidence)) % interval [\(bounds)], p \(Self.text(p))"
    return test.isEquivalent
      ? "; equivalent within \(margin) (\(interval))" : "; not shown to be equivalent within \(margin) (\(interval))"
  }
}
