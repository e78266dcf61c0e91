import Foundation

/// A mean with its bootstrap interval.
package struct MeanInterval: Sendable, Equatable, Codable {
  package var mean: Double
  package var lower: Double
  package var upper: Double
  /// The number of values in the mean.
  package var count: Int
}

extension MeanInterval {
  /// Mean and interval to three decimals.
  var text: String {
    func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
    return "\(rounded(mean)) [\(rounded(lower)), \(rounded(upper))]"
  }
}
