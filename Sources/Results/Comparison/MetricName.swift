/// How metrics are called and which way is better.
package enum MetricName {
  /// For people: `exact match`, `validation loss`.
  package static func title(_ name: String) -> String {
    switch name {
    case "loss": "validation loss"
    case "bleu": "BLEU"
    case "codebleu": "CodeBLEU"
    default:
      name.hasPrefix("codebleu_")
        ? "CodeBLEU: " + name.dropFirst("codebleu_".count).replacingOccurrences(of: "_", with: " ")
        : name.replacingOccurrences(of: "_", with: " ")
    }
  }

  /// Whether less is better.
  package static func isLoss(_ name: String) -> Bool { name == "loss" }

  /// Decimals that are worth showing: losses are small numbers, scores are percents.
  package static func decimals(_ name: String) -> Int { isLoss(name) ? 4 : 2 }
}
