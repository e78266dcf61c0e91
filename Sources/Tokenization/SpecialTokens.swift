/// How the special tokens are spelt; the ids follow from the vocabulary.
package struct SpecialTokenNames: Sendable, Equatable {
  package var pad = "<pad>"
  package var beginning = "<s>"
  package var end = "</s>"
  package var unknown = "<unk>"
  package var mask = "<mask>"

  /// CodeT5's spelling, which is also RoBERTa's.
  package init() {}

  /// In the order of CodeT5's first five ids.
  var inOrder: [String] { [pad, beginning, end, unknown, mask] }
}

/// The ids of the tokens that have a role.
package struct SpecialTokens: Sendable, Equatable {
  /// Fills up short sequences; T5's decoder also starts with it.
  package let pad: Int32
  /// `<s>`, in front of every sequence.
  package let beginning: Int32
  /// `</s>`, behind every sequence; generation stops at it.
  package let end: Int32
  /// `<unk>`; never the result of encoding, since every byte has a symbol. `nil` where the vocabulary has none.
  package let unknown: Int32?
  /// `<mask>`; `nil` where the vocabulary has none.
  package let mask: Int32?
}
