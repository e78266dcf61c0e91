import Corpus
import Foundation
import Scanpaths

/// Where a sample's reader looked, and how attention compares with it (docs/method.md, "Objectives"): a pure function of
/// the attention, with its gradient.
///
/// The attention on a token is the sum over its subwords. `<s>`, `</s>`, brackets, separators and tokens without a
/// subword are left out on both sides, and the rest is renormalised.
///
/// Legend: N source subwords, n tokens with a subword.
package struct AlignmentTarget: Sendable, Equatable {
  /// For each subword, the place of its token among those with a subword; −1 if it belongs to none. `[N]`
  package let places: [Int]
  /// The shares of the looking time. `[n]`
  package let looking: LookingTime

  /// Nil if no token with a subword was looked at for any time.
  package init?(_ signal: SubwordSignal) {
    var placeOfToken: [Int32: Int] = [:]
    var times: [Double] = []
    places = signal.tokens.enumerated().map { subword, token in
      guard token >= 0 else { return -1 }
      if let known = placeOfToken[token] { return known }
      placeOfToken[token] = times.count
      times.append(Double(signal.looking[subword]))
      return times.count - 1
    }
    guard let looking = LookingTime(milliseconds: times) else { return nil }
    self.looking = looking
  }

  /// Added to each token's attention: keeps the cross-entropy and its gradient finite if a token gets none.
  static let leastAttention = 1e-9

  /// −Σ hⱼ ln(aⱼ ∕ Σ a) in nats, from the shares h of the looking time to the attention a on the tokens, which is the sum
  /// of `attention` `[N]` over their subwords. Replaces `attention` by `scale` times its derivative.
  ///
  /// - Parameter masses: scratch memory, which grows to n once.
  func replaceByGradient(
    _ attention: UnsafeMutablePointer<Float>, scale: Float, masses: inout [Double]
  ) -> Double {
    let shares = looking.shares
    masses.removeAll(keepingCapacity: true)
    for _ in shares { masses.append(Self.leastAttention) }
    for (subword, place) in places.enumerated() where place >= 0 { masses[place] += Double(attention[subword]) }
    let total = masses.reduce(0, +)
    var crossEntropy = log(total)
    for place in shares.indices where shares[place] > 0 { crossEntropy -= shares[place] * log(masses[place]) }
    for (subword, place) in places.enumerated() {
      attention[subword] = place < 0 ? 0 : scale * Float(1 / total - shares[place] / masses[place])
    }
    return crossEntropy
  }
}
