import Foundation
import Scanpaths

/// A reader's attention on the subwords of an encoded text, including `<s>` and `</s>`, which carry none.
///
/// Legend: N subwords.
package struct SubwordSignal: Sendable, Equatable {
  /// The weight of each subword's token in [0, 1]; 0 outside F★. `[N]`
  package var weights: [Float]
  /// The token's position in the order of reading, from 0 for the first to 1 for the last; 0 outside F★. `[N]`
  package var order: [Float]
  /// The kept pattern that contains the token; 0 for none. `[N]`
  package var patterns: [Int32]
  /// The id of the token's semantic label; 0 for subwords without a token. `[N]`
  package var labels: [UInt8]
  /// The token's index in the text; −1 for subwords without a token. `[N]`
  package var tokens: [Int32]
  /// How long the token was looked at, on a scale of its own for each signal; 0 for tokens that were not fixated. `[N]`
  package var looking: [Float]

  package var count: Int { weights.count }
  /// Whether no subword carries attention.
  package var isEmpty: Bool { !weights.contains { $0 > 0 } }

  /// Maps a signal to subwords: each subword takes the values of the token with which it shares the most bytes.
  ///
  /// - Parameters:
  ///   - tokenBytes: the byte range of each of the signal's tokens in the encoded text; nil for a token that is not in
  ///     it.
  ///   - subwordBytes: the byte ranges of the subwords between `<s>` and `</s>`, after truncation.
  /// - Complexity: linear if the tokens are in the order of the text.
  package init(_ signal: AttentionSignal, tokenBytes: [Range<Int>?], subwordBytes: ArraySlice<Range<Int>>) {
    precondition(tokenBytes.count == signal.tokens.count, "each token needs its bytes")
    let count = subwordBytes.count + 2
    weights = Array(repeating: 0, count: count)
    order = weights
    patterns = Array(repeating: 0, count: count)
    labels = Array(repeating: 0, count: count)
    tokens = Array(repeating: -1, count: count)
    looking = weights
    let places = tokenBytes.indices.filter { tokenBytes[$0] != nil }
      .sorted { (tokenBytes[$0]?.lowerBound ?? 0, $0) < (tokenBytes[$1]?.lowerBound ?? 0, $1) }
    let lastTurn = Float(max(1, (signal.tokens.map(\.order).max() ?? 0) - 1))
    var next = 0
    for (index, bytes) in subwordBytes.enumerated() {
      while next < places.count, (tokenBytes[places[next]]?.upperBound ?? 0) <= bytes.lowerBound { next += 1 }
      guard let place = Self.mostShared(bytes, places[next...], tokenBytes) else { continue }
      let token = signal.tokens[place]
      tokens[index + 1] = Int32(place)
      labels[index + 1] = UInt8(clamping: token.label)
      looking[index + 1] = Float(token.looking)
      guard token.isIncluded else { continue }
      weights[index + 1] = Float(token.weight)
      order[index + 1] = Float(max(0, token.order - 1)) / lastTurn
      patterns[index + 1] = Int32(clamping: token.pattern)
    }
  }

  private static func mostShared(
    _ bytes: Range<Int>, _ places: ArraySlice<Int>, _ tokenBytes: [Range<Int>?]
  ) -> Int? {
    var best: (place: Int, shared: Int)?
    for place in places {
      guard let token = tokenBytes[place], token.lowerBound < bytes.upperBound else { break }
      let shared = token.clamped(to: bytes).count
      if shared > best?.shared ?? 0 { best = (place, shared) }
    }
    return best?.place
  }
}
