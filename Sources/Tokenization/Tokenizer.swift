import Basics

/// CodeT5's byte-level BPE tokenizer: RoBERTa's algorithm, with a vocabulary learned from code and 100 sentinels.
///
/// ```swift
/// import Tokenization
///
/// let tokenizer = try Tokenizer(directory: "codet5-small")
/// let encoding = tokenizer.encodeWithOffsets("return a + b;")
/// for (id, bytes) in zip(encoding.ids, encoding.byteRanges) {
///   print(id, tokenizer.token(for: id) ?? "", bytes)
/// }
/// print(tokenizer.decode(encoding.ids))
/// ```
///
/// The ids equal those of Hugging Face `tokenizers` for every text. Any text can be encoded: each byte has a symbol, so
/// nothing is ever unknown, and `decode(encode(text)) == text` (except for white space that an added token strips).
///
/// You can use a tokenizer from many threads at once; calls do not wait for each other.
public struct Tokenizer: Sendable {
  /// The ids of `<pad>`, `<s>` and so on.
  public let specialTokens: SpecialTokens

  let definition: TokenizerDefinition
  let vocabulary: Vocabulary
  private let merger: BytePairMerger
  /// The length in bytes of each token of the byte-pair vocabulary.
  private let byteCounts: [Int]
  private let verbatimTokens: AddedTokenMatcher
  private let normalizedTokens: AddedTokenMatcher
  private let cache = WordCachePool()

  /// Loads the tokenizer in `directory`: from `tokenizer.json` if it exists, otherwise from `vocab.json`, `merges.txt`
  /// and `added_tokens.json`, as written by Hugging Face. The names of the special tokens also come from
  /// `special_tokens_map.json` and `tokenizer_config.json`, if they exist.
  ///
  /// A vocabulary of exactly 32,000 entries that begins with `<pad>`, `<s>`, `</s>`, `<unk>`, `<mask>` is CodeT5's;
  /// even without `added_tokens.json` the 100 sentinels follow: `<extra_id_99>` is 32000, `<extra_id_0>` 32099. Added
  /// tokens strip white space around them only if one of the files says so (`lstrip`, `rstrip`).
  ///
  /// Truncation and padding in `tokenizer.json` are ignored; callers decide about them.
  ///
  /// - Throws: a `DiagnosableError` with the file and, for `merges.txt` and broken JSON, the line: for missing,
  ///   unreadable or malformed files; missing or duplicate ids; merges of tokens that do not exist; settings that need
  ///   another algorithm.
  public init(directory: String) throws {
    try self.init(TokenizerFiles(directory: directory).definition())
  }

  init(_ definition: TokenizerDefinition) throws {
    self.definition = definition
    let vocabulary = try Vocabulary(definition)
    self.vocabulary = vocabulary
    let byteIDs = try ByteAlphabet.symbols.enumerated().map { byte, symbol in
      guard let id = definition.vocabulary[String(symbol)] else {
        let fault = TokenizerError.Fault.byteSymbolMissing(symbol: String(symbol), byte: UInt8(byte))
        throw TokenizerError(fault, path: definition.vocabularyPath)
      }
      return id
    }
    merger = BytePairMerger(byteIDs: byteIDs, merges: try definition.mergeTable())
    byteCounts = vocabulary.bytes.map(\.count)
    if let token = definition.addedTokens.first(where: \.isSingleWord) {
      let fault = TokenizerError.Fault.unsupported(setting: "single_word of \"\(token.content)\"", value: "true")
      throw TokenizerError(fault, path: definition.vocabularyPath)
    }
    verbatimTokens = AddedTokenMatcher(definition.addedTokens.filter { !$0.isNormalized })
    normalizedTokens = AddedTokenMatcher(definition.addedTokens.filter(\.isNormalized))
    specialTokens = try definition.specialTokens(vocabulary)
  }

  /// The number of ids, including added tokens; the ids are `0..<vocabularySize`.
  public var vocabularySize: Int { vocabulary.tokens.count }

  /// The token with this id in the vocabulary's spelling (`Ġ` for a space); `nil` outside the vocabulary.
  public func token(for id: Int32) -> String? {
    vocabulary.tokens.indices.contains(Int(id)) ? vocabulary.tokens[Int(id)] : nil
  }

  /// The id of a token in the vocabulary's spelling or of an added token; `nil` if there is none.
  public func id(for token: String) -> Int32? {
    vocabulary.id(of: token)
  }

  // MARK: Encoding

  /// The ids of `text`, without `<s>` and `</s>`. Special tokens written out in `text` are recognised.
  ///
  /// - Complexity: O(n) on usual text; an unbroken word of n bytes takes O(n log n).
  public func encode(_ text: String) -> [Int32] {
    tokenize(text).ids
  }

  /// The ids of `text`, as from `encode(_:)`, with the byte range of each.
  ///
  /// - Complexity: as `encode(_:)`.
  public func encodeWithOffsets(_ text: String) -> Encoding {
    let (ids, matches) = tokenize(text)
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(ids.count)
    var position = 0
    var pending = matches[...]
    for (index, id) in ids.enumerated() {
      var end = position + byteCounts[Int(id)]
      if let match = pending.first, match.index == index {
        end = match.range.upperBound
        pending.removeFirst()
      }
      ranges.append(position..<end)
      position = end
    }
    return Encoding(ids: ids, byteRanges: ranges)
  }

  /// `<s>`, the ids of `text`, `</s>`; at most `maximalLength` ids in total.
  ///
  /// Longer texts are truncated to their first `maximalLength - 2` ids, as with Hugging Face's `truncation=True`.
  ///
  /// - Precondition: `maximalLength` is at least 2.
  public func encodeSequence(_ text: String, maximalLength: Int = .max) -> EncodedSequence {
    precondition(maximalLength >= 2, "a sequence holds at least its beginning and its end")
    let ids = encode(text)
    let kept = min(ids.count, maximalLength - 2)
    return EncodedSequence(
      ids: [specialTokens.beginning] + ids[..<kept] + [specialTokens.end], fullLength: ids.count + 2)
  }

  /// An added token in the text: the index of its id, and its bytes including stripped white space.
  private struct AddedMatch {
    var index: Int
    var range: Range<Int>
  }

  private func tokenize(_ text: String) -> (ids: [Int32], matches: [AddedMatch]) {
    var text = text
    return text.withUTF8 { utf8 in
      ScalarClass.asciiTable.withUnsafeBufferPointer { ascii in
        cache.withCache { cache in
          var ids: [Int32] = []
          ids.reserveCapacity(utf8.count / 3 + 1)
          var matches: [AddedMatch] = []
          verbatimTokens.split(utf8, in: 0..<utf8.count, ascii: ascii) { id, range in
            if let id {
              matches.append(AddedMatch(index: ids.count, range: range))
              ids.append(id)
            } else if normalizedTokens.isEmpty {
              appendWords(of: utf8, in: range, ascii: ascii, cache: &cache, to: &ids)
            } else {
              normalizedTokens.split(utf8, in: range, ascii: ascii) { id, range in
                if let id {
                  matches.append(AddedMatch(index: ids.count, range: range))
                  ids.append(id)
                } else {
                  appendWords(of: utf8, in: range, ascii: ascii, cache: &cache, to: &ids)
                }
              }
            }
          }
          return (ids, matches)
        }
      }
    }
  }

  private func appendWords(
    of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, ascii: UnsafeBufferPointer<ScalarClass>,
    cache: inout WordCache, to ids: inout [Int32]
  ) {
    var scanner = WordScanner(text: text, range: range, ascii: ascii)
    while let word = scanner.next() {
      cache.append(UnsafeBufferPointer(rebasing: text[word]), to: &ids) { word, ids in
        if definition.ignoresMerges, let id = vocabulary.id(ofBytes: word) {
          ids.append(id)
        } else {
          merger.append(word, to: &ids)
        }
      }
    }
  }
}

/// The ids of a text with their byte ranges.
public struct Encoding: Sendable, Equatable {
  /// The ids in text order.
  public let ids: [Int32]
  /// The byte range of each id in the UTF-8 text. The ranges tile the text: each starts where the previous one ends,
  /// and a leading space belongs to its word.
  ///
  /// A multi-byte character may be split over several ids; each then has only its own bytes, so a range may start or
  /// end inside a character. (In Hugging Face all of them have the whole character, so their ranges overlap.) White
  /// space that an added token strips belongs to that token.
  public let byteRanges: [Range<Int>]
}

/// A text's ids, enclosed in `<s>` and `</s>`.
public struct EncodedSequence: Sendable, Equatable {
  /// The ids, `<s>` first and `</s>` last.
  public let ids: [Int32]
  /// The number of ids without a limit.
  public let fullLength: Int

  /// Whether the end of the text was cut off.
  public var isTruncated: Bool { fullLength > ids.count }
}
