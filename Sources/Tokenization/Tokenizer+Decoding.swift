extension Tokenizer {
  /// The text of `ids`.
  ///
  /// Bytes that are not valid UTF-8, such as half a character, become U+FFFD, one for each maximal ill-formed part, as in
  /// Hugging Face `tokenizers`; like there, ids outside the vocabulary add nothing. Added tokens give their literal text
  /// (Hugging Face garbles those with characters between U+00A1 and U+0143).
  ///
  /// - Complexity: O(length of the text).
  package func decode(_ ids: some Sequence<Int32>, skippingSpecialTokens: Bool = false) -> String {
    var bytes: [UInt8] = []
    for id in ids where vocabulary.tokens.indices.contains(Int(id)) {
      if skippingSpecialTokens && vocabulary.isSpecial[Int(id)] { continue }
      bytes.append(contentsOf: vocabulary.bytes[Int(id)])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
