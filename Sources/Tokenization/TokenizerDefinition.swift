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

extension TokenizerDefinition {
  /// The merges with the ids of their tokens.
  ///
  /// - Throws: `TokenizerError` with the line if a token or the result of a merge is not in the vocabulary.
  func mergeTable() throws -> MergeTable {
    MergeTable(
      try merges.map { merge in
        func id(_ token: String) throws -> Int32 {
          if let id = vocabulary[token] { return id }
          throw TokenizerError(.mergeOfUnknownToken(token), path: mergesPath, line: merge.line)
        }
        let pair = TokenPair(try id(merge.left), try id(merge.right))
        guard let result = vocabulary[merge.left + merge.right] else {
          let fault = TokenizerError.Fault.mergeResultUnknown(left: merge.left, right: merge.right)
          throw TokenizerError(fault, path: mergesPath, line: merge.line)
        }
        return (pair, result)
      })
  }

  /// The ids of the special tokens; those of `<unk>` and `<mask>` only if the tokens exist.
  func specialTokens(_ vocabulary: Vocabulary) throws -> SpecialTokens {
    func required(_ role: String, _ name: String) throws -> Int32 {
      if let id = vocabulary.id(of: name) { return id }
      throw TokenizerError(.specialTokenMissing(role: role, name: name), path: vocabularyPath)
    }
    return SpecialTokens(
      pad: try required("padding", names.pad), beginning: try required("beginning", names.beginning),
      end: try required("end", names.end), unknown: vocabulary.id(of: names.unknown),
      mask: vocabulary.id(of: names.mask))
  }
}
