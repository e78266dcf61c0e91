/// The display names of metrics, their units, and which direction is better.
package enum MetricName {
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
      name.hasPrefix("codebleu_")
        ? "CodeBLEU: " + name.dropFirst("codebleu_".count).replacingOccurrences(of: "_", with: " ")
        : name.replacingOccurrences(of: "_", with: " ")
    }
  }

  /// The display name of a metric that was measured on these samples: `test loss`.
  package static func title(_ name: String, on set: EvaluationSet) -> String {
    isLoss(name) ? "\(set.rawValue) loss" : title(name)
  }

  /// Whether it is the loss, which is not among the scores.
  package static func isLoss(_ name: String) -> Bool { name == "loss" }

  /// Whether lower is better.
  package static func isLowerBetter(_ name: String) -> Bool { isLoss(name) || isCrossEntropy(name) }

  private static func isCrossEntropy(_ name: String) -> Bool { name.hasPrefix("attention_cross_entropy") }

  /// The unit, for an axis.
  package static func unit(_ name: String) -> String {
    switch name {
    case "loss": "loss"
    case "attention_rank_correlation": "Spearman's ρ"
    case "attention_above_even": "percentage points"
    default: isCrossEntropy(name) ? "nats" : "percent"
    }
  }

  /// The number of decimals to show: losses and correlations are small numbers, scores are percentages.
  package static func decimals(_ name: String) -> Int {
    switch unit(name) {
    case "loss": 4
    case "percent", "percentage points": 2
    default: 3
    }
  }
}
