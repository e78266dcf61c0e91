/// How the special tokens are spelt; the ids follow from the vocabulary.
public struct SpecialTokenNames: Sendable, Equatable {
  /// Fills up short sequences.
  public var pad = "<pad>"
  /// Begins every sequence.
  public var beginning = "<s>"
  /// Ends every sequence.
  public var end = "</s>"
  /// Stands for what the vocabulary lacks.
  public var unknown = "<unk>"
  /// Stands for a hidden token.
  public var mask = "<mask>"

  /// CodeT5's spelling, which is also RoBERTa's.
  public init() {}

  /// In the order of CodeT5's first five ids.
  var inOrder: [String] { [pad, beginning, end, unknown, mask] }
}

/// The ids of the tokens that have a role.
public struct SpecialTokens: Sendable, Equatable {
  /// Fills up short sequences; T5's decoder also starts with it.
  public let pad: Int32
  /// `<s>`, the first token of every sequence.
  public let beginning: Int32
  /// `</s>`, the last token of every sequence; generation stops at it.
  public let end: Int32
  /// `<unk>`; never the result of encoding, since every byte has a symbol. `nil` where the vocabulary has none.
  public let unknown: Int32?
  /// `<mask>`; `nil` where the vocabulary has none.
  public let mask: Int32?
}
