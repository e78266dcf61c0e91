/// Elementary statistics.
package enum Descriptive {
  /// The arithmetic mean; nil for no values.
  package static func mean(_ values: some Collection<Double>) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The median; for an even number of values the mean of the two middle ones; nil for no values.
  ///
  /// - Complexity: O(n log n).
  package static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// A quantile of sorted values, with linear interpolation between neighbours (R's type 7); nil for no values.
  ///
  /// - Parameter share: from 0 for the minimum to 1 for the maximum.
  package static func quantile(_ share: Double, ofSorted values: [Double]) -> Double? {
    guard let last = values.indices.last else { return nil }
    let position = share * Double(last)
    let below = Int(position)
    return values[below] + (position - Double(below)) * (values[min(below + 1, last)] - values[below])
  }
}
