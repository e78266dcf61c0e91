import Scanpaths
import Tokenization

/// A method as a model reads it, with the positions of the tokens that people looked at.
///
/// Legend: N subwords, including `<s>` and `</s>`.
package struct EncodedMethod: Sendable {
  /// `[N]`
  package let source: [Int32]
  /// N before truncation.
  package let fullLength: Int
  private let subwordBytes: [Range<Int>]
  private let tokenBytes: [Range<Int>?]

  /// Nil if the two texts differ in more than white space.
  ///
  /// - Parameters:
  ///   - text: the method as people read it; the tokens' positions refer to this text.
  ///   - source: the method as the model reads it.
  ///   - limit: the maximum number of subwords, at least 3; longer texts lose their last ones.
  package init?(_ code: LabelledCode, text: String, source: String, tokenizer: Tokenizer, limit: Int) {
    guard let map = TextMap(from: text, to: source) else { return nil }
    let encoding = tokenizer.encodeWithOffsets(source)
    let special = tokenizer.specialTokens
    let kept = min(encoding.ids.count, limit - 2)
    self.source = [special.beginning] + encoding.ids[..<kept] + [special.end]
    fullLength = encoding.ids.count + 2
    subwordBytes = Array(encoding.byteRanges[..<kept])
    tokenBytes = code.tokens.map { map.range(of: $0.bytes) }
  }

  package var isCut: Bool { fullLength > source.count }

  /// A reader's attention to the method, mapped to its subwords.
  package func signal(_ signal: AttentionSignal) -> SubwordSignal {
    SubwordSignal(signal, tokenBytes: tokenBytes, subwordBytes: subwordBytes[...])
  }

  /// For each subword the index of its token in the method, −1 if it belongs to none. `[N]`
  package var tokens: [Int32] {
    signal(AttentionSignal(code: "", tokens: tokenBytes.map { _ in AttentionSignal.Token() })).tokens
  }
}
