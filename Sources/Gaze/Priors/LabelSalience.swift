/// How often tokens of one label are looked at: a Beta distribution (EyeMulator).
///
/// A token counts once for each reading of its method; it is a hit when that reading visited it.
package struct LabelSalience: Sendable, Equatable, Codable {
  package var label: SemanticLabel
  /// Tokens that a reading visited.
  package var hits: Int
  /// Tokens of the label in all methods read, once for each reading; never fewer than the hits.
  package var tokens: Int

  package init(label: SemanticLabel, hits: Int, tokens: Int) {
    self.label = label
    self.hits = hits
    self.tokens = tokens
  }

  package var alpha: Int { hits + 1 }
  package var beta: Int { tokens - hits + 1 }
  /// E[θ] = α ∕ (α + β), inside (0, 1).
  package var mean: Double { Double(alpha) / Double(alpha + beta) }
}
