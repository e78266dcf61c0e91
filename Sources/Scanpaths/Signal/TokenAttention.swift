/// The distribution of a code model's attention over a method's tokens.
package struct TokenAttention: Sendable, Equatable {
  /// Each token's share of all attention; the rest, up to 1, is on brackets, separators and special tokens.
  package let mass: [Double]
  /// Each token's share if the attention were spread evenly over all subwords that the model reads: 0 for a token after
  /// the point where the text was cut.
  package let evenMass: [Double]

  /// - Precondition: both have the same length; no value is negative, all are finite.
  package init(mass: [Double], evenMass: [Double]) {
    precondition(mass.count == evenMass.count, "each token has both")
    precondition((mass + evenMass).allSatisfy { $0.isFinite && $0 >= 0 }, "shares are finite and not negative")
    self.mass = mass
    self.evenMass = evenMass
  }

  /// The tokens, the one with the most attention first; ties go to the earlier token.
  package var ranking: [Int] { mass.indices.sorted { (mass[$1], $0) < (mass[$0], $1) } }

  /// The tokens that the model reads.
  package var tokensRead: [Int] { evenMass.indices.filter { evenMass[$0] > 0 } }
}
