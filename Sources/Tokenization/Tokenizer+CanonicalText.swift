extension Tokenizer {
  /// A text that is equal for tokenizers that encode and decode alike: the vocabulary in id order, the merges, the
  /// added tokens.
  package var canonicalText: String {
    let entries = definition.vocabulary.sorted { $0.value < $1.value }.map { "\($0.value) \($0.key)" }
    let merges = definition.merges.map { "\($0.left) \($0.right)" }
    let added = definition.addedTokens.sorted { $0.id < $1.id }.map {
      "\($0.id) \($0.content) \($0.isSpecial) \($0.stripsLeft) \($0.stripsRight)"
    }
    return (entries + [""] + merges + [""] + added).joined(separator: "\n")
  }
}
