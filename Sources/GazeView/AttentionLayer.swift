import Basics

/// Attention over a method's tokens from one source, to be seen beside others.
package struct AttentionLayer: Encodable, Sendable, Equatable {
  package enum Kind: String, Encodable, Sendable {
    case human, simulated, prior, model
  }

  /// As the page shows it.
  var name: String
  var kind: Kind
  /// One for each token of the method, from 0 to 1, 1 for the token with most attention.
  var weights: [Double]

  /// - Parameter weights: one for each token, not negative, in any unit; what is not finite counts as 0.
  package init(name: String, kind: Kind, weights: [Double]) {
    self.name = name
    self.kind = kind
    let usable = weights.map { $0.isFinite ? max(0, $0) : 0 }
    let largest = usable.max() ?? 0
    self.weights = usable.map { largest > 0 ? ($0 / largest * 1000).rounded() / 1000 : 0 }
  }
}

/// How far two layers attend to the same tokens.
struct LayerAgreement: Encodable, Sendable, Equatable {
  /// Spearman's rank correlation of the weights, ties sharing their mean rank; nil where a layer has one weight only.
  var rankCorrelation: Double?
  /// Of the tokens that the first layer attends to, the share that is among as many of the second's heaviest; equal
  /// weights go by the order of the text. Nil where the first attends to none.
  var sharedTop: Double?
  /// What `sharedTop` is on average when the second layer's tokens are drawn at random: the attended share of all tokens.
  var sharedTopByChance: Double?

  /// - Precondition: as many weights in both layers.
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
