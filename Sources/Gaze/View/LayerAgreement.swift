/// How far two layers attend to the same tokens.
package struct LayerAgreement: Encodable, Sendable, Equatable {
  /// Spearman's rank correlation of the weights, ties sharing their mean rank; nil where a layer has one weight only.
  package var rankCorrelation: Double?
  /// Of the tokens that the first layer attends to, the share that is among as many of the second's heaviest; equal
  /// weights go by the order of the text. Nil where the first attends to none.
  package var sharedTop: Double?
  /// What `sharedTop` is on average when the second layer's tokens are drawn at random: the attended share of all tokens.
  package var sharedTopByChance: Double?

  /// - Precondition: as many weights in both layers.
  package init(_ first: AttentionLayer, _ second: AttentionLayer) {
    precondition(first.weights.count == second.weights.count, "layers of different methods")
    rankCorrelation = Self.correlation(Self.ranks(first.weights), Self.ranks(second.weights))
    let attended = first.weights.indices.filter { first.weights[$0] > 0 }
    guard !attended.isEmpty else { return }
    let heaviest = second.weights.indices.sorted { (second.weights[$1], $0) < (second.weights[$0], $1) }
    let shared = Set(heaviest.prefix(attended.count)).intersection(attended)
    sharedTop = Double(shared.count) / Double(attended.count)
    sharedTopByChance = Double(attended.count) / Double(first.weights.count)
  }

  private static func ranks(_ weights: [Double]) -> [Double] {
    let order = weights.indices.sorted { weights[$0] < weights[$1] }
    var ranks = [Double](repeating: 0, count: weights.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, weights[order[end]] == weights[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }

  private static func correlation(_ first: [Double], _ second: [Double]) -> Double? {
    let count = Double(max(first.count, 1))
    let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (product, squares) = (0.0, (0.0, 0.0))
    for (one, other) in zip(first, second) {
      product += (one - means.0) * (other - means.1)
      squares.0 += (one - means.0) * (one - means.0)
      squares.1 += (other - means.1) * (other - means.1)
    }
    let norm = (squares.0 * squares.1).squareRoot()
    return norm > 0 ? product / norm : nil
  }
}
