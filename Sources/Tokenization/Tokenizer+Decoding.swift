import Basics

extension Tokenizer {
  /// The text of `ids`.
  ///
  /// `decode(encode(text))` is `text`, except for white space that an added token strips.
  ///
  /// Bytes that are not valid UTF-8, such as half a character, become U+FFFD, one for each maximal ill-formed part, and
  /// ids outside the vocabulary are ignored, both as in Hugging Face `tokenizers`. Added tokens give their literal text
  /// (Hugging Face garbles those with characters between U+00A1 and U+0143).
  ///
  /// - Parameters:
  ///   - ids: ids of this vocabulary, in order.
  ///   - skippingSpecialTokens: leaves out `<s>`, `</s>`, `<pad>` and all other special tokens.
  /// - Complexity: O(length of the text).
  public func decode(_ ids: some Sequence<Int32>, skippingSpecialTokens: Bool = false) -> String {
    var bytes: [UInt8] = []
    for id in ids where vocabulary.tokens.indices.contains(Int(id)) {
      if skippingSpecialTokens && vocabulary.isSpecial[Int(id)] { continue }
      bytes.append(contentsOf: vocabulary.bytes[Int(id)])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Tokenizer {
  /// SHA-256 of `canonicalText`, as 64 hexadecimal digits.
  package var fingerprint: String {
    Array(canonicalText.utf8).withUnsafeBytes { Digest.sha256(of: $0) }
  }

  /// A text that is equal for tokenizers that encode and decode alike: the vocabulary in id order, the merges, the
  /// added tokens, and the marks around a sequence.
  package var canonicalText: String {
    let entries = definition.vocabulary.sorted { $0.value < $1.value }.map { "\($0.value) \($0.key)" }
    let merges = definition.merges.map { "\($0.left) \($0.right)" }
    let added = definition.addedTokens.sorted { $0.id < $1.id }.map {
      "\($0.id) \($0.content) \($0.isSpecial) \($0.stripsLeft) \($0.stripsRight) \($0.isNormalized)"
    }
    let marks = ["\(specialTokens.beginning) \(specialTokens.end) \(definition.ignoresMerges)"]
    return (entries + [""] + merges + [""] + added + [""] + marks).joined(separator: "\n")
  }
}
