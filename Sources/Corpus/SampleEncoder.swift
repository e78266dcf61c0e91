/// Turns text into the ids `<s> … </s>` and cuts what is too long.
///
/// It holds the tokenizer as a function, so that this module and its tests need no vocabulary.
package struct SampleEncoder: Sendable {
  private let encode: @Sendable (String) -> [Int32]
  private let beginning: Int32
  private let end: Int32

  /// - Parameters:
  ///   - beginning: the id of `<s>`.
  ///   - end: the id of `</s>`.
  ///   - encode: the ids of a text, without special tokens.
  package init(beginning: Int32, end: Int32, encode: @escaping @Sendable (String) -> [Int32]) {
    self.beginning = beginning
    self.end = end
    self.encode = encode
  }

  /// At most `limit` ids with `<s>` first and `</s>` last, and the number there would have been without a limit.
  ///
  /// As in Hugging Face's tokenizers, the text's last ids are cut and the closing `</s>` stays.
  package func ids(of text: String, limit: Int) -> (ids: [Int32], fullLength: Int) {
    precondition(limit >= 3, "validate the limits first")
    let inner = encode(text)
    return ([beginning] + inner.prefix(limit - 2) + [end], inner.count + 2)
  }
}
