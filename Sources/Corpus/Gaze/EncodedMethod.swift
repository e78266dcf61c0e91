import Scanpaths
import Tokenization

/// A method as a model reads it, and where the tokens are that people looked at.
///
/// Legend: N subwords, `<s>` and `</s>` included.
package struct EncodedMethod: Sendable {
  /// `[N]`
  package let source: [Int32]
  /// N of the whole text, before it was cut.
  package let fullLength: Int
  private let subwordBytes: [Range<Int>]
  private let tokenBytes: [Range<Int>?]

  /// Nil where the two texts differ in more than white space.
  ///
  /// - Parameters:
  ///   - text: the method as people read it, which the tokens' places are in.
  ///   - source: the method as the model reads it.
  ///   - limit: the most subwords, at least 3; the text's last ones are cut.
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

  /// A reader's attention to the method on its subwords.
  package func signal(_ signal: AttentionSignal) -> SubwordSignal {
    SubwordSignal(signal, tokenBytes: tokenBytes, subwordBytes: subwordBytes[...])
  }

  /// For each subword the place of its token in the method, −1 for subwords of none. `[N]`
  package var tokens: [Int32] {
    signal(AttentionSignal(code: "", tokens: tokenBytes.map { _ in AttentionSignal.Token() })).tokens
  }
}
