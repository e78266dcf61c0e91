/// `tokenizer.json`, the single-file format of Hugging Face `tokenizers`, reduced to what byte-level BPE needs.
struct TokenizerDocument: Codable {
  /// A pre-tokeniser, decoder or post-processor.
  struct Component: Codable {
    var type: String
    var addsPrefixSpace: Bool?
    var trimsOffsets: Bool?
    var usesRegularExpression: Bool?
    var separator: TokenWithID?
    var classifier: TokenWithID?

    enum CodingKeys: String, CodingKey {
      case type
      case addsPrefixSpace = "add_prefix_space"
      case trimsOffsets = "trim_offsets"
      case usesRegularExpression = "use_regex"
      case separator = "sep"
      case classifier = "cls"
    }
  }

  /// A token and its id, written as a two-element JSON list.
  struct TokenWithID: Codable {
    var token: String
    var id: Int32

    init(token: String, id: Int32) {
      self.token = token
      self.id = id
    }

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      token = try list.decode(String.self)
      id = try list.decode(Int32.self)
    }

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(token)
      try list.encode(id)
    }
  }

  /// A merge, written as one string with a space or as a list of two tokens.
  struct MergePair: Codable {
    var left: String
    var right: String

    init(left: String, right: String) {
      self.left = left
      self.right = right
    }

    init(from decoder: any Decoder) throws {
      if var list = try? decoder.unkeyedContainer() {
        left = try list.decode(String.self)
        right = try list.decode(String.self)
        guard list.isAtEnd else {
          throw DecodingError.dataCorruptedError(in: list, debugDescription: "a merge must be two tokens")
        }
      } else {
        let container = try decoder.singleValueContainer()
        guard let merge = TokenizerDefinition.MergeEntry(try container.decode(String.self)) else {
          throw DecodingError.dataCorruptedError(in: container, debugDescription: "a merge must be two tokens")
        }
        (left, right) = (merge.left, merge.right)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var list = encoder.unkeyedContainer()
      try list.encode(left)
      try list.encode(right)
    }
  }

  struct Model: Codable {
    var type: String?
    var dropout: Double?
    var subwordPrefix: String?
    var wordSuffix: String?
    var ignoresMerges: Bool?
    var vocabulary: [String: Int32]
    var merges: [MergePair]

    enum CodingKeys: String, CodingKey {
      case type, dropout, merges
      case subwordPrefix = "continuing_subword_prefix"
      case wordSuffix = "end_of_word_suffix"
      case ignoresMerges = "ignore_merges"
      case vocabulary = "vocab"
    }
  }

  /// A normaliser; only its presence matters here.
  struct Normalizer: Codable {
    var type: String
  }

  var version: String?
  var addedTokens: [AddedToken]?
  var normalizer: Normalizer?
  var preTokenizer: Component?
  var postProcessor: Component?
  var decoder: Component?
  var model: Model

  enum CodingKeys: String, CodingKey {
    case version, normalizer, decoder, model
    case addedTokens = "added_tokens"
    case preTokenizer = "pre_tokenizer"
    case postProcessor = "post_processor"
  }
}

extension TokenizerDocument {
  /// - Throws: `TokenizerError` for every unsupported setting that would change the ids.
  func definition(path: String) throws -> TokenizerDefinition {
    try requireSupportedSettings(path: path)
    var definition = TokenizerDefinition(
      vocabulary: model.vocabulary,
      merges: model.merges.map { TokenizerDefinition.MergeEntry(left: $0.left, right: $0.right) },
      addedTokens: addedTokens ?? [], ignoresMerges: model.ignoresMerges ?? false,
      vocabularyPath: path, mergesPath: path)
    if let beginning = postProcessor?.classifier?.token { definition.names.beginning = beginning }
    if let end = postProcessor?.separator?.token { definition.names.end = end }
    return definition
  }

  private func requireSupportedSettings(path: String) throws {
    func require(_ condition: Bool, _ setting: String, _ value: String) throws {
      guard condition else { throw TokenizerError(.unsupported(setting: setting, value: value), path: path) }
    }
    try require(model.type ?? "BPE" == "BPE", "model.type", "\"\(model.type ?? "")\"")
    try require(model.dropout ?? 0 == 0, "model.dropout", "\(model.dropout ?? 0)")
    let affixes = (model.subwordPrefix ?? "") + (model.wordSuffix ?? "")
    try require(affixes.isEmpty, "a subword prefix or word suffix", "\"\(affixes)\"")
    try require(normalizer == nil, "normalizer", "\"\(normalizer?.type ?? "")\"")
    try require(preTokenizer?.type == "ByteLevel", "pre_tokenizer", "\"\(preTokenizer?.type ?? "none")\"")
    try require(preTokenizer?.addsPrefixSpace != true, "pre_tokenizer.add_prefix_space", "true")
    try require(preTokenizer?.usesRegularExpression != false, "pre_tokenizer.use_regex", "false")
  }
}
