/// A prediction of which tokens of a method a reader might look at, for methods without recordings.
package struct PseudoScanpath: Sendable, Equatable {
  package struct Token: Sendable, Equatable {
    /// Whether the reader looks at it.
    package var isMasked = false
    /// The position of its pattern in the reading order, from 1; 0 for tokens in none.
    package var order = 0
    /// The number of its pattern in the vocabulary; 0 for tokens in none.
    package var pattern = 0
  }

  /// The `id` of the method.
  package var code: String
  /// One entry for each token of the method.
  package var tokens: [Token]

  package var maskedCount: Int { tokens.reduce(0) { $0 + ($1.isMasked ? 1 : 0) } }
}
