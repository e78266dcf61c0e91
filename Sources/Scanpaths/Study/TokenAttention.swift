/// How much of a code model's attention to a method falls on each of its tokens, in plain numbers.
package struct TokenAttention: Sendable, Equatable {
  /// Each token's share of all the attention; what is missing to 1 is on brackets, separators and special tokens.
  package let mass: [Double]
  /// What each token's share would be if the attention were spread evenly over all subwords that the model reads: 0 for a
  /// token that it does not read, since the text was cut before it.
  package let evenMass: [Double]

  /// - Precondition: as many of both, none negative, all finite.
  package init(mass: [Double], evenMass: [Double]) {
    precondition(mass.count == evenMass.count, "each token has both")
    precondition((mass + evenMass).allSatisfy { $0.isFinite && $0 >= 0 }, "shares are finite and not negative")
    self.mass = mass
    self.evenMass = evenMass
  }

  /// The tokens, the one with most attention first; of equal ones the earlier first.
  package var ranking: [Int] { mass.indices.sorted { (mass[$1], $0) < (mass[$0], $1) } }

  /// The tokens that the model reads.
  var tokensRead: [Int] { evenMass.indices.filter { evenMass[$0] > 0 } }
}
