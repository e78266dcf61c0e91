import Foundation

/// A distribution of label bigrams, with a distance between two of them.
package struct BigramDistribution: Sendable, Equatable {
  private let shares: [LabelNGram: Double]

  package init(of sequences: some Sequence<[SemanticLabel]>) {
    self.init(NGramCounts(of: sequences, lengths: 2...2))
  }

  init(_ counts: NGramCounts) {
    let bigrams = counts.counts.filter { $0.key.length == 2 }
    let total = bigrams.values.reduce(0, +)
    shares = bigrams.mapValues { Double($0) / Double(max(1, total)) }
  }

  /// The Jensen–Shannon distance, the square root of the divergence in bits: 0 for equal distributions, 1 for
  /// distributions with no bigram in common (Endres and Schindelin 2003).
  ///
  /// A distribution without bigrams is at distance 0 from another such distribution and 1 from all others.
  package func distance(to other: BigramDistribution) -> Double {
    guard !shares.isEmpty, !other.shares.isEmpty else { return shares.isEmpty == other.shares.isEmpty ? 0 : 1 }
    var divergence = 0.0
    for bigram in Set(shares.keys).union(other.shares.keys).sorted() {
      let first = shares[bigram] ?? 0
      let second = other.shares[bigram] ?? 0
      let mean = (first + second) / 2
      if first > 0 { divergence += first / 2 * log2(first / mean) }
      if second > 0 { divergence += second / 2 * log2(second / mean) }
    }
    return min(1, max(0, divergence)).squareRoot()
  }
}
