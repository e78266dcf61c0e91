/// How often tokens of one label are looked at: a Beta distribution (EyeMulator).
///
/// A token counts once for each reading of its method; it is a hit if that reading visited it.
package struct LabelSalience: Sendable, Equatable, Codable {
  package var label: SemanticLabel
  /// Tokens that a reading visited.
  package var hits: Int
  /// Tokens of the label in all methods read, once for each reading; never fewer than the hits.
  package var tokens: Int

  private enum CodingKeys: String, CodingKey { case label, hits, tokens }

  /// - Precondition: 0 ≤ `hits` ≤ `tokens`.
  package init(label: SemanticLabel, hits: Int, tokens: Int) {
    precondition(Self.isPossible(hits: hits, of: tokens), "no more tokens can be looked at than there are")
    self.label = label
    self.hits = hits
    self.tokens = tokens
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    label = try container.decode(SemanticLabel.self, forKey: .label)
    hits = try container.decode(Int.self, forKey: .hits)
    tokens = try container.decode(Int.self, forKey: .tokens)
    guard Self.isPossible(hits: hits, of: tokens) else {
      throw DecodingError.dataCorruptedError(
        forKey: .hits, in: container, debugDescription: "\(hits) of \(tokens) tokens cannot have been looked at")
    }
  }

  /// Whether the counts are possible. Counts so large that the sum over all labels could overflow are rejected.
  static func isPossible(hits: Int, of tokens: Int) -> Bool { hits >= 0 && tokens >= hits && tokens < Int.max / 64 }

  package var alpha: Int { hits + 1 }
  package var beta: Int { tokens - hits + 1 }
  /// E[θ] = α ∕ (α + β), inside (0, 1).
  package var mean: Double { Double(alpha) / Double(alpha + beta) }
}
