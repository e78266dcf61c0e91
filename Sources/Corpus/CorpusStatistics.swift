/// Counts over a data set. Tokens include `<s>` and `</s>`.
package struct CorpusStatistics: Sendable, Equatable, Codable {
  package var samples = 0
  /// Tokens left after truncation.
  package var sourceTokens = 0
  package var targetTokens = 0
  /// The longest source and target before truncation.
  package var longestSource = 0
  package var longestTarget = 0
  /// Samples whose source or target was longer than the limit and was truncated.
  package var truncatedSources = 0
  package var truncatedTargets = 0
  /// Samples whose target has no token between `<s>` and `</s>`.
  package var emptyTargets = 0
  /// Unusable lines that were skipped.
  package var skippedLines = 0

  init(skippedLines: Int) {
    self.skippedLines = skippedLines
  }

  mutating func count(source: Int, target: Int, limits: LengthLimits) {
    samples += 1
    sourceTokens += min(source, limits.source)
    targetTokens += min(target, limits.target)
    longestSource = max(longestSource, source)
    longestTarget = max(longestTarget, target)
    truncatedSources += source > limits.source ? 1 : 0
    truncatedTargets += target > limits.target ? 1 : 0
    emptyTargets += target == 2 ? 1 : 0
  }

  /// One line for a log; mentions truncated, empty and skipped samples only if there are any.
  package var summary: String {
    var parts = [
      "\(samples) samples", "\(sourceTokens) source and \(targetTokens) target tokens",
      "longest \(longestSource) and \(longestTarget)",
    ]
    if truncatedSources + truncatedTargets > 0 {
      parts.append("truncated \(truncatedSources) sources and \(truncatedTargets) targets")
    }
    if emptyTargets > 0 { parts.append("\(emptyTargets) empty targets") }
    if skippedLines > 0 { parts.append("skipped \(skippedLines) unusable lines") }
    return parts.joined(separator: ", ")
  }
}
