import CodeMetrics

/// The display names of metrics, their units and definitions, and which direction is better.
package enum MetricName {
  private static let massPrefix = "attention_mass_f_star_r"

  /// The display name: `exact match`, `validation loss`.
  package static func title(_ name: String) -> String {
    switch name {
    case "loss": "validation loss"
    case "bleu": "BLEU"
    case "codebleu": "CodeBLEU"
    case "meteor": "METEOR"
    case "chrf": "chrF"
    case "attention_above_even": "attention on fixated tokens, above even"
    case "attention_rank_correlation": "rank correlation with looking time"
    case "attention_cross_entropy": "cross-entropy from looking time to attention"
    case "attention_cross_entropy_even": "cross-entropy from looking time to even attention"
    default:
      if name.hasPrefix("codebleu_") {
        "CodeBLEU: " + name.dropFirst("codebleu_".count).replacingOccurrences(of: "_", with: " ")
      } else if let radius = massRadius(name) {
        "attention mass on F★ (r = \(radius))"
      } else {
        name.replacingOccurrences(of: "_", with: " ")
      }
    }
  }

  /// The display name of a metric that was measured on these samples: `test loss`.
  package static func title(_ name: String, on set: EvaluationSet) -> String {
    isLoss(name) ? "\(set.rawValue) loss" : title(name)
  }

  /// What the metric measures, in a sentence; nil for a metric that this version does not know.
  package static func definition(_ name: String) -> String? {
    switch name {
    case "loss": return "Mean cross-entropy of the reference's tokens in nats; lower is better."
    case "attention_above_even":
      return "Share of the decoder's attention on the tokens that held-out readers looked at, less their share if the "
        + "attention were even."
    case "attention_rank_correlation":
      return "Spearman's correlation of the decoder's attention and the held-out readers' looking time over a method's "
        + "tokens: 1 is the same order, 0 no relation."
    case "attention_cross_entropy":
      return "How badly the decoder's attention predicts where held-out readers looked, in nats; lower is better."
    case "attention_cross_entropy_even": return "The same for attention that is even: the value to stay below."
    default:
      if let radius = massRadius(name) {
        return "Share of the decoder's attention on F★, the tokens that held-out readers looked at and those within "
          + "\(radius) lines beside them."
      }
      return ScoreDefinition.text(name)
    }
  }

  /// The radius of F★ in the name of an attention mass.
  private static func massRadius(_ name: String) -> Int? {
    name.hasPrefix(massPrefix) ? Int(name.dropFirst(massPrefix.count)) : nil
  }

  /// Whether it is the loss, which is not among the scores.
  package static func isLoss(_ name: String) -> Bool { name == "loss" }

  /// Whether lower is better.
  package static func isLowerBetter(_ name: String) -> Bool { isLoss(name) || isCrossEntropy(name) }

  private static func isCrossEntropy(_ name: String) -> Bool { name.hasPrefix("attention_cross_entropy") }

  /// The unit, for an axis.
  package static func unit(_ name: String) -> String {
    switch name {
    case "loss": "nats a token"
    case "attention_rank_correlation": "Spearman's ρ"
    case "attention_above_even": "percentage points"
    default: isCrossEntropy(name) ? "nats" : "percent"
    }
  }

  /// The unit of a difference, for an axis: differences of percentages are percentage points.
  package static func differenceUnit(_ name: String) -> String {
    unit(name) == "percent" ? "percentage points" : unit(name)
  }

  /// The least range of an axis, so that it does not magnify what is only noise.
  ///
  /// These are about the differences between two seeds of the same small run, rounded: less than that is no finding, and
  /// an axis that ends at the smallest and largest value would make it look like one.
  package static func leastSpan(_ name: String) -> Double {
    switch unit(name) {
    case "percent", "percentage points": 5
    case "Spearman's ρ": 0.1
    default: 0.2
    }
  }

  /// The number of decimals to show: losses and correlations are small numbers, scores are percentages.
  package static func decimals(_ name: String) -> Int {
    if isLoss(name) { return 4 }
    return ["percent", "percentage points"].contains(unit(name)) ? 2 : 3
  }
}
