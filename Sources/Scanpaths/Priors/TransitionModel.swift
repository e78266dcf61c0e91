/// Label transition probabilities P(b | a) and P(c | a, b), estimated from bigram and trigram counts.
///
/// Directional counts give the maximum-likelihood estimate. If the orders of labels were not counted separately, as in
/// EyeMulator's files, all orders of the same labels are taken as equally frequent **(ours)**.
package struct TransitionModel: Sendable {
  private let occurrences: [LabelNGram: Double]
  /// For each context, the sum over all labels that followed it.
  private let totals: [LabelNGram: Double]

  package init(counts: NGramCounts) {
    var occurrences: [LabelNGram: Double] = [:]
    for pattern in counts.counts.keys where (2...3).contains(pattern.length) {
      for ordered in counts.areDirectional ? [pattern] : Self.orders(of: pattern) {
        let count = counts.occurrences(of: ordered)
        if count > 0 { occurrences[ordered] = count }
      }
    }
    var totals: [LabelNGram: Double] = [:]
    // A fixed order keeps sums of fractions the same down to the last digit.
    for (pattern, count) in occurrences.sorted(by: { $0.key < $1.key }) { totals[pattern.prefix, default: 0] += count }
    self.occurrences = occurrences
    self.totals = totals
  }

  /// P(next | context) for a context of one or two labels; nil when the context was never seen or has another length.
  package func probability(of next: SemanticLabel, after context: [SemanticLabel]) -> Double? {
    guard (1...2).contains(context.count) else { return nil }
    return probability(ofID: UInt8(next.id), after: LabelNGram(context))
  }

  func probability(ofID next: UInt8, after context: LabelNGram) -> Double? {
    guard let total = totals[context], total > 0 else { return nil }
    return (occurrences[context.appending(next)] ?? 0) / total
  }

  /// P(next | first, second) if that context was seen, else P(next | second), else nil.
  func probability(ofID next: UInt8, afterIDs recent: [UInt8]) -> Double? {
    for length in [2, 1] where recent.count >= length {
      let context = LabelNGram(recent, at: recent.count - length, length: length)
      if let probability = probability(ofID: next, after: context) { return probability }
    }
    return nil
  }

  /// The distinct orders of a pattern's labels.
  static func orders(of pattern: LabelNGram) -> Set<LabelNGram> {
    func orders(_ ids: [UInt8]) -> [[UInt8]] {
      ids.count < 2
        ? [ids]
        : ids.indices.flatMap { first in
          var rest = ids
          let id = rest.remove(at: first)
          return orders(rest).map { [id] + $0 }
        }
    }
    return Set(orders(pattern.ids).map { LabelNGram($0, at: 0, length: $0.count) })
  }
}
