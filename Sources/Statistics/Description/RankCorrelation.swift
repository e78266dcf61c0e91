/// Spearman's rank correlation.
package enum RankCorrelation {
  /// Pearson's correlation of the ranks, where ties share their mean rank; nil if either side is constant.
  ///
  /// - Precondition: both sides have the same number of values.
  /// - Complexity: O(n log n).
  package static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "values of different things")
    return correlation(ranks(first), ranks(second))
  }

  /// Each value's rank in ascending order, from 0; equal values share their mean rank.
  package static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
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
