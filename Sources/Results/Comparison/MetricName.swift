/// The display names of metrics, and which direction is better.
package enum MetricName {
  /// The display name: `exact match`, `validation loss`.
  package static func title(_ name: String) -> String {
    switch name {
    case "loss": "validation loss"
    case "bleu": "BLEU"
    case "codebleu": "CodeBLEU"
    case "meteor": "METEOR"
    case "chrf": "chrF"
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

  /// Whether lower is better.
  package static func isLoss(_ name: String) -> Bool { name == "loss" }

  /// The number of decimals to show: losses are small numbers, scores are percentages.
  package static func decimals(_ name: String) -> Int { isLoss(name) ? 4 : 2 }
}
