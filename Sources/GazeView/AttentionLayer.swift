/// Attention over a method's tokens from one source, to be seen beside others.
package struct AttentionLayer: Encodable, Sendable, Equatable {
  package enum Kind: String, Encodable, Sendable {
    case human, simulated, prior, model
  }

  /// As the page shows it.
  package var name: String
  package var kind: Kind
  /// One for each token of the method, from 0 to 1, 1 for the token with most attention.
  package var weights: [Double]

  /// - Parameter weights: one for each token, not negative, in any unit; what is not finite counts as 0.
  package init(name: String, kind: Kind, weights: [Double]) {
    self.name = name
    self.kind = kind
    let usable = weights.map { $0.isFinite ? max(0, $0) : 0 }
    let largest = usable.max() ?? 0
    self.weights = usable.map { largest > 0 ? ($0 / largest * 1000).rounded() / 1000 : 0 }
  }
}
