import Basics

/// The dimensions of a sweep.
package struct SearchSpace: Sendable, Equatable {
  /// The dimension that is never sampled.
  package static let seedKey = "seed"

  /// Sorted by key.
  package let dimensions: [Dimension]

  package init(_ dimensions: [Dimension]) {
    self.dimensions = dimensions.sorted { $0.key < $1.key }
  }

  /// The dimensions that are sampled.
  package var sampled: [Dimension] { dimensions.filter { $0.key != Self.seedKey } }

  /// The seeds to try every sampled point with; a single empty one if seeds are not varied.
  package var seeds: [String] { dimensions.first { $0.key == Self.seedKey }?.listed ?? [""] }

  /// The number of combinations; nil if a dimension is a continuous range.
  package var combinations: Int? {
    var product = 1
    for dimension in dimensions {
      guard let count = dimension.count else { return nil }
      let (next, overflows) = product.multipliedReportingOverflow(by: count)
      guard !overflows else { return nil }
      product = next
    }
    return product
  }
}
