/// Encodes text as the ids `<s> … </s>` and truncates it.
///
/// Takes the tokenizer as a function, so this module and its tests need no vocabulary.
package struct SampleEncoder: Sendable {
  private let encode: @Sendable (String) -> [Int32]
  private let beginning: Int32
  private let end: Int32

  /// - Parameters:
  ///   - beginning: the id of `<s>`.
  ///   - end: the id of `</s>`.
  ///   - encode: returns the ids of a text, without special tokens.
  package init(beginning: Int32, end: Int32, encode: @escaping @Sendable (String) -> [Int32]) {
    self.beginning = beginning
    self.end = end
    self.encode = encode
  }

  /// At most `limit` ids, starting with `<s>` and ending with `</s>`, and the number of ids before truncation.
  ///
  /// As in Hugging Face's tokenizers, truncation removes the text's last ids but keeps the closing `</s>`.
  package func ids(of text: String, limit: Int) -> (ids: [Int32], fullLength: Int) {
    precondition(limit >= 3, "validate the limits first")
    let inner = encode(text)
    return ([beginning] + inner.prefix(limit - 2) + [end], inner.count + 2)
  }
}
