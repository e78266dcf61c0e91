import Scanpaths

/// Criteria for comparing a set of predicted tokens with the set of attended ones. All three are ours: the paper says
/// "semantic" and "positional" but gives no formula.
///
/// A predicted token is right if an attended token is near it, and an attended token is found if a predicted one is
/// near it; several tokens may share one neighbour.
package enum AttentionReading: String, CaseIterable, Sendable, Codable {
  /// Near: the same label, at most r lines away.
  case semantic
  /// Near: at most r lines away, with any label.
  case positional
  /// Near: at most r tokens away in text order. With r = 0 it must be the same token.
  case place

  /// The radii studied, r = 0…3.
  package static let radii = 0...3

  /// Every combination of a reading and a radius, in the order of the scores.
  static let cells = allCases.flatMap { reading in radii.map { (reading: reading, radius: $0) } }

  /// The index in `cells` of the exact token, `place` at r = 0: the only cell in which a token's score does not depend on
  /// the others, so that drawn predictions have an expected score that needs no drawing.
  static let exactCell = cells.firstIndex { $0.reading == .place && $0.radius == 0 } ?? 0
}

/// The agreement of a prediction with the attended tokens; each value is from 0 to 1.
package struct AttentionScore: Sendable, Equatable {
  /// The share of predicted tokens that are right.
  package var precision: Double
  /// The share of attended tokens that are found.
  package var recall: Double

  /// The harmonic mean, 0 when both are 0.
  package var f1: Double {
    precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0
  }

  /// The expected score for the exact token of predictions that are drawn: each of them has `budget` tokens, so F1 is
  /// linear in the number of hits, and its expectation is that of the expected hits.
  ///
  /// - Parameter inclusion: for each token of the method, the probability of being predicted; they sum to `budget`.
  static func expected(inclusion: [Double], budget: Int, attended: [Int]) -> AttentionScore {
    let hits = attended.reduce(0) { $0 + inclusion[$1] }
    return AttentionScore(
      precision: budget > 0 ? hits / Double(budget) : 0, recall: attended.isEmpty ? 0 : hits / Double(attended.count))
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

  /// For each cell, the number of `tokens` with one of `others` near them.
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
