import Basics

/// Attention over a method's tokens from one source, for display next to others.
package struct AttentionLayer: Encodable, Sendable, Equatable {
  package enum Kind: String, Encodable, Sendable {
    case human, simulated, prior, model
  }

  /// As the page shows it.
  var name: String
  var kind: Kind
  /// One weight for each token of the method, from 0 to 1; the token with the most attention has 1.
  var weights: [Double]

  /// - Parameter weights: one for each token, in any unit. Negative and non-finite weights count as 0.
  package init(name: String, kind: Kind, weights: [Double]) {
    self.name = name
    self.kind = kind
    let usable = weights.map { $0.isFinite ? max(0, $0) : 0 }
    let largest = usable.max() ?? 0
    self.weights = usable.map { largest > 0 ? ($0 / largest * 1000).rounded() / 1000 : 0 }
  }
}

/// How much two layers agree on which tokens matter.
struct LayerAgreement: Encodable, Sendable, Equatable {
  /// Spearman's rank correlation of the weights, ties sharing their mean rank; nil if all weights of a layer are equal.
  var rankCorrelation: Double?
  /// The share of the first layer's attended tokens that are among the same number of heaviest tokens in the second; equal
  /// weights are ordered as in the text. Nil if the first layer attends to none.
  var sharedTop: Double?
  /// The mean of `sharedTop` if the second layer's tokens were drawn at random: the attended share of all tokens.
  var sharedTopByChance: Double?

  /// - Precondition: both layers have the same number of weights.
  init(_ first: AttentionLayer, _ second: AttentionLayer) {
    precondition(first.weights.count == second.weights.count, "layers of different methods")
    rankCorrelation = RankCorrelation.spearman(first.weights, second.weights)
    let attended = first.weights.indices.filter { first.weights[$0] > 0 }
    guard !attended.isEmpty else { return }
    let heaviest = second.weights.indices.sorted { (second.weights[$1], $0) < (second.weights[$0], $1) }
    let shared = Set(heaviest.prefix(attended.count)).intersection(attended)
    sharedTop = Double(shared.count) / Double(attended.count)
    sharedTopByChance = Double(attended.count) / Double(first.weights.count)
  }
}
