/// How a set of predicted tokens is compared with the set of attended ones. All three readings are ours: the paper says
/// "semantic" and "positional" and gives no formula.
///
/// A predicted token is right when an attended token lies near it, and an attended token is found when a predicted one
/// lies near it; several may share one neighbour.
package enum AttentionReading: String, CaseIterable, Sendable, Codable {
  /// Near: the same label, at most r lines away.
  case semantic
  /// Near: at most r lines away, whatever the label.
  case positional
  /// Near: at most r tokens away in the order of the text. With r = 0 it is the very token.
  case place

  /// The radii studied, r = 0…3.
  package static let radii = 0...3

  /// Every combination of a reading and a radius, in the order in which scores are kept.
  static let cells = allCases.flatMap { reading in radii.map { (reading: reading, radius: $0) } }
}

/// How well a prediction agrees with what was attended; each from 0 to 1.
package struct AttentionScore: Sendable, Equatable {
  /// The share of predicted tokens that are right.
  package var precision: Double
  /// The share of attended tokens that are found.
  package var recall: Double

  /// The harmonic mean, 0 when both are 0.
  package var f1: Double {
    precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }

  /// The scores of all `AttentionReading.cells`. A share of an empty set is 0.
  ///
  /// - Complexity: O(predicted · attended).
  static func all(predicted: [Int], attended: [Int], in method: StudyScanpaths.Method) -> [AttentionScore] {
    let right = nearby(predicted, to: attended, in: method)
    let found = nearby(attended, to: predicted, in: method)
    return zip(right, found).map { right, found in
      AttentionScore(
        precision: predicted.isEmpty ? 0 : Double(right) / Double(predicted.count),
        recall: attended.isEmpty ? 0 : Double(found) / Double(attended.count))
    }
  }

  /// For each cell, how many of `tokens` have one of `others` near them.
  private static func nearby(_ tokens: [Int], to others: [Int], in method: StudyScanpaths.Method) -> [Int] {
    let radii = AttentionReading.radii.count
    var counts = [Int](repeating: 0, count: AttentionReading.cells.count)
    for token in tokens {
      var nearest = (semantic: Int.max, positional: Int.max, place: Int.max)
      let (label, line) = (method.labels[token], method.lines[token])
      for other in others {
        let lines = abs(method.lines[other] - line)
        if method.labels[other] == label { nearest.semantic = min(nearest.semantic, lines) }
        nearest.positional = min(nearest.positional, lines)
        nearest.place = min(nearest.place, abs(other - token))
      }
      for (reading, distance) in [nearest.semantic, nearest.positional, nearest.place].enumerated() {
        for radius in AttentionReading.radii where distance <= radius { counts[reading * radii + radius] += 1 }
      }
    }
    return counts
  }
}
