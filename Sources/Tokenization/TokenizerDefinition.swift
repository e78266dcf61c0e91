/// The complete definition of a tokenizer, from files or training; not yet checked.
struct TokenizerDefinition: Sendable {
  /// A merge and its place in a file.
  struct MergeEntry: Sendable {
    var left: String
    var right: String
    /// The line in the file, counted from 1; 0 if lines have no meaning.
    var line = 0
  }

  /// The byte-pair vocabulary. Its ids, together with those of the added tokens, must be 0..<n.
  var vocabulary: [String: Int32]
  /// In rank order.
  var merges: [MergeEntry]
  var addedTokens: [AddedToken]
  var names = SpecialTokenNames()
  /// Whether a word that is a whole token becomes that token regardless of the merges.
  var ignoresMerges = false
  /// The files that errors in the vocabulary and in the merges refer to.
  var vocabularyPath: String
  var mergesPath: String
}
