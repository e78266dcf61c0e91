import Basics
import Statistics

/// One source's attention over a method's tokens, to be compared with other layers.
package struct AttentionLayer: Encodable, Sendable, Equatable {
  package enum Kind: String, Encodable, Sendable {
    case human, simulated, prior, model
  }

  /// The name shown on the page.
  var name: String
  var kind: Kind
  /// The weight of each token of the method, from 0 to 1; the token with most attention has 1.
  var weights: [Double]

  /// - Parameter weights: one for each token, not negative, in any unit; non-finite values count as 0.
  package init(name: String, kind: Kind, weights: [Double]) {
    self.name = name
    self.kind = kind
    let usable = weights.map { $0.isFinite ? max(0, $0) : 0 }
    let largest = usable.max() ?? 0
    self.weights = usable.map { largest > 0 ? ($0 / largest * 1000).rounded() / 1000 : 0 }
  }
}

/// The agreement of two layers on which tokens are attended.
struct LayerAgreement: Encodable, Sendable, Equatable {
  /// Spearman's rank correlation of the weights, with mean ranks for ties; nil if a layer has only one distinct weight.
  var rankCorrelation: Double?
  /// The share of the n tokens attended in the first layer that are among the n heaviest of the second; ties go by text
  /// order. Nil if the first layer attends to no token.
  var sharedTop: Double?
  /// The expected `sharedTop` if the second layer's tokens were drawn at random: the attended share of all tokens.
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
