import Foundation

/// T5's learned bias on attention scores, by the distance from query to key (Raffel et al. 2020, section 2.1).
///
/// Distances fall into buckets: one each for small ones, logarithmically wider ones up to `maximumDistance`, and one
/// for all beyond. Legend: B buckets, H heads, R the reach: the longest sequence of the batch.
package struct RelativePositionBias: Sendable {
  package var buckets: Int
  package var maximumDistance: Int
  /// Whether keys after the query have their own buckets (encoder) or cannot be seen at all (decoder).
  package var isBidirectional: Bool

  package init(buckets: Int, maximumDistance: Int, isBidirectional: Bool) {
    self.buckets = buckets
    self.maximumDistance = maximumDistance
    self.isBidirectional = isBidirectional
  }

  /// The bucket of a key `distance` tokens after its query (negative: before).
  package func bucket(_ distance: Int) -> Int {
    let available = isBidirectional ? buckets / 2 : buckets
    let base = isBidirectional && distance > 0 ? available : 0
    let gap = isBidirectional ? abs(distance) : max(-distance, 0)
    let exact = available / 2
    if gap < exact { return base + gap }
    // In single precision like the reference, so that the bucket boundaries are the same.
    let position =
      logf(Float(gap) / Float(exact)) / Float(log(Double(maximumDistance) / Double(exact))) * Float(available - exact)
    return base + min(exact + Int(position), available - 1)
  }

  /// byDistance `[H, 2R − 1]` from the table `[B, H]`: column d + R − 1 is the bias at distance d.
  package func forward(_ table: Matrix, into byDistance: Matrix) {
    let reach = (byDistance.columns + 1) / 2
    table.requireShape(buckets, byDistance.rows, "the bias table")
    for column in 0..<byDistance.columns {
      let bucket = bucket(column - (reach - 1))
      for head in 0..<byDistance.rows { byDistance[head, column] = table[bucket, head] }
    }
  }

  /// Adds the gradients by distance `[H, 2R − 1]` to the table's gradient `[B, H]`.
  package func backward(_ byDistanceGradient: Matrix, tableGradient: Matrix) {
    let reach = (byDistanceGradient.columns + 1) / 2
    for column in 0..<byDistanceGradient.columns {
      let bucket = bucket(column - (reach - 1))
      for head in 0..<byDistanceGradient.rows { tableGradient[bucket, head] += byDistanceGradient[head, column] }
    }
  }
}
