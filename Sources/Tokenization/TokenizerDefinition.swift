/// All that defines a tokenizer, as files hold it and training makes it; not yet checked.
struct TokenizerDefinition: Sendable {
  /// A merge and where it was written.
  struct MergeEntry: Sendable {
    var left: String
    var right: String
    /// The line of the file, counted from 1; 0 where lines mean nothing.
    var line = 0
  }

  /// The byte-pair vocabulary. Its ids, together with those of the added tokens, must be 0..<n.
  var vocabulary: [String: Int32]
  /// In the order of their ranks.
  var merges: [MergeEntry]
  var addedTokens: [AddedToken]
  var names = SpecialTokenNames()
  /// A word that is a token as a whole is taken as it is, whatever the merges would give.
  var ignoresMerges = false
  /// Where errors in the vocabulary and in the merges are reported.
  var vocabularyPath: String
  var mergesPath: String
}
