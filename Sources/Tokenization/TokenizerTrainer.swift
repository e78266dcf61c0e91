import Basics

/// Learns a byte-level BPE vocabulary from texts.
///
/// The result is that of Hugging Face's `ByteLevelBPETokenizer.train` with the same texts, to the last id: the special
/// tokens have the first ids, the 256 byte symbols follow in the order of their code points, and then one token a merge.
/// Each time the most frequent pair of neighbours within words merges, of equally frequent ones that with the smaller
/// ids.
package struct TokenizerTrainer: Sendable {
  /// How many tokens to have without the sentinels. Less come out if the texts have too few pairs.
  package var vocabularySize: Int
  /// Pairs that occur less often do not merge.
  package var minimalFrequency: Int
  package var specialTokens: SpecialTokenNames
  /// How many `<extra_id_k>` follow after the vocabulary, the highest number first.
  package var sentinelCount: Int

  package init(
    vocabularySize: Int, minimalFrequency: Int = 2, specialTokens: SpecialTokenNames = SpecialTokenNames(),
    sentinelCount: Int = 100
  ) {
    self.vocabularySize = vocabularySize
    self.minimalFrequency = minimalFrequency
    self.specialTokens = specialTokens
    self.sentinelCount = sentinelCount
  }

  /// The tokenizer learned from `texts`. Each text is pre-tokenised for itself; special tokens in it count as plain text.
  ///
  /// - Throws: `TokenizerTrainingError` if the vocabulary size leaves no place for the byte symbols, the number of
  ///   sentinels is negative or two special tokens have the same name.
  /// - Complexity: O(bytes) to count the words, then roughly O(occurrences of the merged pairs · log pairs).
  package func train(on texts: some Sequence<String>) throws -> Tokenizer {
    let names = specialTokens.inOrder
    guard Set(names).count == names.count, !names.contains("") else {
      throw TokenizerTrainingError.specialTokensNotDistinct(names)
    }
    guard sentinelCount >= 0 else { throw TokenizerTrainingError.negativeSentinelCount(sentinelCount) }
    let minimum = names.count + 256
    guard vocabularySize >= minimum else {
      throw TokenizerTrainingError.vocabularyTooSmall(requested: vocabularySize, minimum: minimum)
    }
    let alphabet = ByteAlphabet.bytesInSymbolOrder
    var learner = MergeLearner(
      tokens: names + alphabet.map { String(ByteAlphabet.symbols[Int($0)]) },
      words: WordCounter.count(texts, alphabet: alphabet, firstID: Int32(names.count)))
    learner.learn(vocabularySize: vocabularySize, minimalFrequency: minimalFrequency)
    return try Tokenizer(definition(of: learner))
  }

  private func definition(of learner: MergeLearner) -> TokenizerDefinition {
    let tokens = learner.tokens
    let merges = learner.merges.map { pair in
      TokenizerDefinition.MergeEntry(left: tokens[Int(pair.left)], right: tokens[Int(pair.right)])
    }
    let vocabulary = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($0.element, Int32($0.offset)) })
    let special = specialTokens.inOrder.enumerated().map { AddedToken(id: Int32($0.offset), content: $0.element) }
    return TokenizerDefinition(
      vocabulary: vocabulary, merges: merges,
      addedTokens: special + Sentinel.tokens(count: sentinelCount, firstID: Int32(tokens.count)),
      names: specialTokens, vocabularyPath: "the trained tokenizer", mergesPath: "the trained tokenizer")
  }
}

/// Training settings that cannot work.
package enum TokenizerTrainingError: DiagnosableError, Equatable {
  case vocabularyTooSmall(requested: Int, minimum: Int)
  case specialTokensNotDistinct([String])
  case negativeSentinelCount(Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .vocabularyTooSmall(let requested, let minimum):
      Diagnosis(
        .configuration,
        problem: "a vocabulary of \(requested) tokens has no place for the special tokens and the bytes",
        remedy: "ask for at least \(minimum), better for some thousands")
    case .specialTokensNotDistinct(let names):
      Diagnosis(
        .configuration, problem: "the special tokens must differ and not be empty: \(names.joined(separator: ", "))",
        remedy: "give each role a name of its own")
    case .negativeSentinelCount(let count):
      Diagnosis(
        .configuration, problem: "the number of sentinels is \(count)", remedy: "give 0 or more; CodeT5 has 100")
    }
  }
}
