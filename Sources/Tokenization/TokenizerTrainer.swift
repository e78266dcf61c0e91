import Basics

/// Learns a byte-level BPE vocabulary from texts.
///
/// ```swift
/// import Tokenization
///
/// let sources = ["int add(int a, int b) { return a + b; }", "int two() { return add(1, 1); }"]
/// let tokenizer = try TokenizerTrainer(vocabularySize: 300).train(on: sources)
/// try tokenizer.write(to: "tokenizer")
/// ```
///
/// The result equals that of Hugging Face's `ByteLevelBPETokenizer.train` on the same texts, to the last id: the
/// special tokens have the first ids, then the 256 byte symbols in code-point order, then one token per merge. Each
/// step merges the most frequent pair of neighbours within words; among equally frequent ones, the pair with the
/// smaller ids.
public struct TokenizerTrainer: Sendable {
  /// The number of tokens without the sentinels. The result has fewer if the texts have too few pairs.
  public var vocabularySize: Int
  /// The minimum frequency of a pair to be merged.
  public var minimalFrequency: Int
  /// The names of the special tokens.
  public var specialTokens: SpecialTokenNames
  /// The number of `<extra_id_k>` tokens after the vocabulary, highest number first.
  public var sentinelCount: Int

  /// A trainer with these settings; `train(on:)` checks them.
  public init(
    vocabularySize: Int, minimalFrequency: Int = 2, specialTokens: SpecialTokenNames = SpecialTokenNames(),
    sentinelCount: Int = 100
  ) {
    self.vocabularySize = vocabularySize
    self.minimalFrequency = minimalFrequency
    self.specialTokens = specialTokens
    self.sentinelCount = sentinelCount
  }

  /// Trains a tokenizer on `texts`. Each text is pre-tokenised separately; special tokens in it count as plain text.
  ///
  /// - Throws: `TokenizerTrainingError` if the vocabulary size leaves no room for the byte symbols, the number of
  ///   sentinels is negative or two special tokens have the same name.
  /// - Complexity: O(bytes) to count the words, then roughly O(occurrences of the merged pairs · log pairs).
  public func train(on texts: some Sequence<String>) throws -> Tokenizer {
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
public enum TokenizerTrainingError: DiagnosableError, Equatable {
  /// The vocabulary has no room for the special tokens and the 256 bytes.
  case vocabularyTooSmall(requested: Int, minimum: Int)
  /// Two special tokens have the same name, or one is empty.
  case specialTokensNotDistinct([String])
  /// The number of sentinels is negative.
  case negativeSentinelCount(Int)

  /// What is wrong with the settings.
  public var diagnosis: Diagnosis {
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
