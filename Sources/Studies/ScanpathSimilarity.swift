import Scanpaths

/// The similarity of two scanpaths' events on one method; every measure is symmetric, from 0 to 1, and 1 for identical
/// scanpaths.
package struct ScanpathSimilarity: Sendable, Equatable {
  /// A measure of similarity.
  package enum Measure: String, CaseIterable, Sendable, Codable {
    /// Normalised Levenshtein similarity of the token indices.
    case tokens
    /// Normalised Levenshtein similarity of the tokens' labels.
    case labels
    case shape
    case direction
    case length
    case position
    case duration
  }

  package var tokens: Double
  package var labels: Double
  /// Nil when one of the scanpaths stays on one token and therefore has no saccade.
  package var geometry: MultiMatch?

  /// - Complexity: O(visits · visits).
  package init(_ first: StudyScanpaths.Trial, _ second: StudyScanpaths.Trial, in method: StudyScanpaths.Method) {
    let places = [first, second].map { $0.events.map(\.token) }
    tokens = Self.levenshtein(places[0], places[1])
    labels = Self.levenshtein(places[0].map { method.labels[$0] }, places[1].map { method.labels[$0] })
    let screen = MultiMatch.diagonal(
      width: Double(method.columns.max() ?? 0),
      height: Double((method.lines.max() ?? 0) - (method.lines.min() ?? 0)))
    geometry = MultiMatch(
      ScanpathPoint.path(of: first.events, in: method), ScanpathPoint.path(of: second.events, in: method),
      diagonal: screen)
  }

  package subscript(measure: Measure) -> Double? {
    switch measure {
    case .tokens: tokens
    case .labels: labels
    case .shape: geometry?.shape
    case .direction: geometry?.direction
    case .length: geometry?.length
    case .position: geometry?.position
    case .duration: geometry?.duration
    }
  }

  /// One minus the edit distance (insertion, deletion and substitution cost 1 each) over the longer length; 1 for two
  /// empty sequences.
  ///
  /// - Complexity: O(first · second) time, O(second) memory.
  package static func levenshtein(_ first: [Int], _ second: [Int]) -> Double {
    let longest = max(first.count, second.count)
    guard longest > 0 else { return 1 }
    guard !first.isEmpty, !second.isEmpty else { return 0 }
    var costs = Array(0...second.count)
    costs.withUnsafeMutableBufferPointer { costs in
      second.withUnsafeBufferPointer { second in
        for (row, item) in first.enumerated() {
          var diagonal = row
          costs[0] = row + 1
          for column in 0..<second.count {
            let replaced = diagonal + (second[column] == item ? 0 : 1)
            diagonal = costs[column + 1]
            costs[column + 1] = min(replaced, min(diagonal, costs[column]) + 1)
          }
        }
      }
    }
    return 1 - Double(costs[second.count]) / Double(longest)
  }
}
