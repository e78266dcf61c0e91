/// The names of the special tokens; the vocabulary decides their ids.
public struct SpecialTokenNames: Sendable, Equatable {
  /// Pads short sequences.
  public var pad = "<pad>"
  /// Begins every sequence.
  public var beginning = "<s>"
  /// Ends every sequence.
  public var end = "</s>"
  /// Represents anything that the vocabulary lacks.
  public var unknown = "<unk>"
  /// Represents a masked token.
  public var mask = "<mask>"

  /// CodeT5's names, which are also RoBERTa's.
  public init() {}

  /// In the order of CodeT5's first five ids.
  var inOrder: [String] { [pad, beginning, end, unknown, mask] }
}

/// The ids of the special tokens.
public struct SpecialTokens: Sendable, Equatable {
  /// Pads short sequences; T5's decoder also starts with it.
  public let pad: Int32
  /// `<s>`, the first token of every sequence.
  public let beginning: Int32
  /// `</s>`, the last token of every sequence; generation stops at it.
  public let end: Int32
  /// `<unk>`; never the result of encoding, since every byte has a symbol. `nil` if the vocabulary has none.
  public let unknown: Int32?
  /// `<mask>`; `nil` if the vocabulary has none.
  public let mask: Int32?
}
