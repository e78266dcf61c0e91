/// The tokens by id, with their bytes.
struct Vocabulary: Sendable {
  /// Dense: the index is the id.
  let tokens: [String]
  /// The bytes that each token decodes to.
  let bytes: [[UInt8]]
  let isSpecial: [Bool]
  /// Keyed by UTF-8, since `String` treats different encodings of an accented letter as equal.
  private let idByToken: [[UInt8]: Int32]

  /// - Throws: `TokenizerError` if an id is missing, negative or taken twice, or a token has two ids.
  init(_ definition: TokenizerDefinition) throws {
    let path = definition.vocabularyPath
    let highest = max(definition.vocabulary.values.max() ?? -1, definition.addedTokens.map(\.id).max() ?? -1)
    guard highest >= 0 else { throw TokenizerError(.emptyVocabulary, path: path) }
    // If ids are missing, the highest id is no reasonable bound on memory.
    let limit = min(Int(highest) + 1, definition.vocabulary.count + definition.addedTokens.count + 1)
    var tokens = [String?](repeating: nil, count: limit)
    var idByToken: [[UInt8]: Int32] = [:]
    idByToken.reserveCapacity(limit)
    func enter(_ token: String, _ id: Int32) throws {
      guard id >= 0 else { throw TokenizerError(.negativeID(id, token: token), path: path) }
      let key = Array(token.utf8)
      if let known = idByToken[key], known != id {
        throw TokenizerError(.duplicateContent(token, firstID: min(known, id), secondID: max(known, id)), path: path)
      }
      idByToken[key] = id
      guard Int(id) < limit else { return }
      if let taken = tokens[Int(id)], !taken.utf8.elementsEqual(token.utf8) {
        let pair = [taken, token].sorted()
        throw TokenizerError(.duplicateID(id, first: pair[0], second: pair[1]), path: path)
      }
      tokens[Int(id)] = token
    }
    for (token, id) in definition.vocabulary { try enter(token, id) }
    for token in definition.addedTokens { try enter(token.content, token.id) }
    self.tokens = try tokens.enumerated().map { id, token in
      guard let token else { throw TokenizerError(.missingID(Int32(id)), path: path) }
      return token
    }
    guard Int(highest) < limit else { throw TokenizerError(.missingID(Int32(limit)), path: path) }
    self.idByToken = idByToken
    var bytes = self.tokens.map { ByteAlphabet.bytes(of: $0) ?? Array($0.utf8) }
    var isSpecial = [Bool](repeating: false, count: limit)
    for token in definition.addedTokens {
      bytes[Int(token.id)] = Array(token.content.utf8)
      isSpecial[Int(token.id)] = token.isSpecial
    }
    self.bytes = bytes
    self.isSpecial = isSpecial
  }

  func id(of token: String) -> Int32? {
    idByToken[Array(token.utf8)]
  }

  /// The id of the token for `word`.
  func id(ofBytes word: some Sequence<UInt8>) -> Int32? {
    id(of: ByteAlphabet.token(of: word))
  }
}
