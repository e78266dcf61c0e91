import Foundation

/// How one reader, or several, divided their looking time among the tokens of a method: a distribution over its tokens.
///
/// The tokens are those of `LabelledCode`: the leaves of the syntax tree without brackets and separators. Brackets,
/// separators, white space, `<s>` and `</s>` are what is called *punctuation* here: they belong to no token, carry no
/// looking time, and are left out on the model's side too, whose attention is then renormalised over the tokens.
/// Operators are tokens: readers fixate them, and they have labels.
package struct LookingTime: Sendable, Equatable {
  /// Each token's share of the looking time, in the order of the method; none is negative, and they sum to 1.
  package let shares: [Double]

  /// A smaller share of attention counts as this one in a cross-entropy, which would otherwise be infinite. It is far
  /// below what a softmax over a method leaves on a token.
  package static let leastAttention = 1e-12

  /// Normalises times to a sum of 1; nil if there is no time at all, or a time that is negative or not finite.
  package init?(milliseconds: [Double]) {
    let total = milliseconds.reduce(0, +)
    guard total > 0, total.isFinite, milliseconds.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
    shares = milliseconds.map { $0 / total }
  }

  /// The looking time of a scanpath; nil if none of its visits has a duration.
  ///
  /// - Precondition: every visit's token is below `tokenCount`, as in every `ScanpathSet`.
  package init?(_ visits: some Sequence<Scanpath.Visit>, tokenCount: Int) {
    var times = [Double](repeating: 0, count: tokenCount)
    for visit in visits { times[visit.token] += visit.durationMilliseconds }
    self.init(milliseconds: times)
  }

  /// What several readers of one method have in common: the mean of their distributions, in which every reader counts
  /// the same however long they looked. Nil without readers.
  ///
  /// - Precondition: all are distributions over the same tokens.
  package static func consensus(_ readers: some Collection<LookingTime>) -> LookingTime? {
    guard let first = readers.first else { return nil }
    var sums = [Double](repeating: 0, count: first.shares.count)
    for reader in readers {
      precondition(reader.shares.count == sums.count, "the readers' methods differ")
      for token in sums.indices { sums[token] += reader.shares[token] }
    }
    return LookingTime(milliseconds: sums)
  }

  /// The distribution over some of the tokens, renormalised and in their order; nil if none of them was looked at.
  package func among(_ tokens: some Sequence<Int>) -> LookingTime? {
    LookingTime(milliseconds: tokens.map { shares[$0] })
  }

  /// −Σ pᵢ ln pᵢ in nats: the cross-entropy of a prediction that could not be better.
  package var entropy: Double { -shares.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 } }

  /// ln n: the cross-entropy of attention that is the same on all of n tokens, whatever the looking time.
  package static func entropyOfEven(tokens: Int) -> Double { log(Double(max(tokens, 1))) }

  /// −Σ pᵢ ln aᵢ in nats, from the looking time p to attention a, which is renormalised over the tokens; attention that
  /// is the same on all of n tokens has ln n. A proper scoring rule: only a = p has the least value. Nil if there is no
  /// attention.
  ///
  /// - Precondition: `attention` has one finite value for each token, none negative.
  package func crossEntropy(of attention: [Double]) -> Double? {
    precondition(attention.count == shares.count, "each token has both")
    let total = attention.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    return zip(shares, attention).reduce(0) { sum, pair in
      pair.0 > 0 ? sum - pair.0 * log(max(pair.1 / total, Self.leastAttention)) : sum
    }
  }
}

extension LookingTime: Codable {
  private enum CodingKeys: String, CodingKey { case shares }

  /// - Throws: `DecodingError` for shares that are no distribution.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    shares = try container.decode([Double].self, forKey: .shares)
    guard shares.allSatisfy({ $0 >= 0 && $0.isFinite }), abs(shares.reduce(0, +) - 1) < 1e-6 else {
      throw DecodingError.dataCorruptedError(
        forKey: .shares, in: container, debugDescription: "the shares of looking time are no distribution")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shares, forKey: .shares)
  }
}
