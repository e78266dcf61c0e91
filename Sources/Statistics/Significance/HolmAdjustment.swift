/// Holm's step-down adjustment for several tests ("A simple sequentially rejective multiple test procedure",
/// Scandinavian Journal of Statistics 6, 1979).
package enum HolmAdjustment {
  /// The adjusted p-values in the order of the tests. The k-th smallest of n is multiplied by n − k + 1; none is below
  /// that of a smaller one or above 1. Rejecting those up to α makes even one false rejection less likely than α,
  /// however the tests depend on each other.
  ///
  /// - Parameter values: nil for a contrast without a test, which is not counted.
  /// - Complexity: O(n log n).
  package static func adjusted(_ values: [Double?]) -> [Double?] {
    let order = values.indices.filter { values[$0] != nil }.sorted { (values[$0] ?? 1) < (values[$1] ?? 1) }
    var adjusted = [Double?](repeating: nil, count: values.count)
    var highest = 0.0
    for (rank, place) in order.enumerated() {
      highest = max(highest, min(1, Double(order.count - rank) * (values[place] ?? 1)))
      adjusted[place] = highest
    }
    return adjusted
  }
}
