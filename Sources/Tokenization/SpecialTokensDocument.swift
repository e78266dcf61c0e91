/// The special tokens in `special_tokens_map.json` and `tokenizer_config.json`. Other keys are ignored.
struct SpecialTokensDocument: Decodable {
  /// A token given by its text only, or with its flags.
  enum Entry: Codable {
    case name(String)
    case token(AddedToken)

    init(from decoder: any Decoder) throws {
      if let name = try? decoder.singleValueContainer().decode(String.self) {
        self = .name(name)
      } else {
        self = .token(try AddedToken(from: decoder))
      }
    }

    init(_ token: AddedToken) {
      self = token.isPlain ? .name(token.content) : .token(token.withoutID)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .name(let name): try container.encode(name)
      case .token(let token): try container.encode(token)
      }
    }

    var content: String {
      switch self {
      case .name(let name): name
      case .token(let token): token.content
      }
    }
  }

  var pad: Entry?
  var beginning: Entry?
  var end: Entry?
  var unknown: Entry?
  var mask: Entry?
  /// A list in most files; newer ones may have a dictionary of names here, which adds no tokens.
  var additional: [Entry]
  /// The tokens by id (as text).
  var byID: [String: AddedToken]?

  enum CodingKeys: String, CodingKey {
    case pad = "pad_token"
    case beginning = "bos_token"
    case end = "eos_token"
    case unknown = "unk_token"
    case mask = "mask_token"
    case additional = "additional_special_tokens"
    case extra = "extra_special_tokens"
    case byID = "added_tokens_decoder"
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func entry(_ key: CodingKeys) throws -> Entry? { try container.decodeIfPresent(Entry.self, forKey: key) }
    pad = try entry(.pad)
    beginning = try entry(.beginning)
    end = try entry(.end)
    unknown = try entry(.unknown)
    mask = try entry(.mask)
    additional = try container.decodeIfPresent([Entry].self, forKey: .additional) ?? []
    additional += (try? container.decodeIfPresent([Entry].self, forKey: .extra)) ?? []
    byID = try container.decodeIfPresent([String: AddedToken].self, forKey: .byID)
  }

  /// Applies the names and, unless `tokenizer.json` has already defined them, the tokens.
  func amend(_ definition: inout TokenizerDefinition, addsTokens: Bool) throws {
    definition.names.pad = pad?.content ?? definition.names.pad
    definition.names.beginning = beginning?.content ?? definition.names.beginning
    definition.names.end = end?.content ?? definition.names.end
    definition.names.unknown = unknown?.content ?? definition.names.unknown
    definition.names.mask = mask?.content ?? definition.names.mask
    guard addsTokens else { return }
    let numbered = (byID ?? [:]).compactMap { key, token in Int32(key).map { (id: $0, token: token) } }
    for (id, token) in numbered.sorted(by: { $0.id < $1.id }) { definition.add(token, id: id) }
    for entry in [pad, beginning, end, unknown, mask].compactMap({ $0 }) + additional {
      switch entry {
      case .name(let name): definition.add(special: name)
      case .token(var token):
        token.isSpecial = true
        definition.add(token, id: nil)
      }
    }
  }
}

extension TokenizerDefinition {
  /// Adds `token`, or replaces the flags of an existing token with its text. Without an id it keeps its id in the
  /// vocabulary, or gets the next free one.
  fileprivate mutating func add(_ token: AddedToken, id: Int32?) {
    var token = token
    let known = addedTokens.firstIndex { $0.content == token.content }
    token.id = id ?? known.map { addedTokens[$0].id } ?? vocabulary[token.content] ?? nextFreeID
    if let known { addedTokens[known] = token } else { addedTokens.append(token) }
  }

  /// Marks the token with this text as special and leaves it otherwise unchanged.
  fileprivate mutating func add(special name: String) {
    if let known = addedTokens.firstIndex(where: { $0.content == name }) {
      addedTokens[known].isSpecial = true
      addedTokens[known].isNormalized = false
    } else {
      add(AddedToken(id: AddedToken.unnumbered, content: name), id: nil)
    }
  }

  private var nextFreeID: Int32 {
    max(vocabulary.values.max() ?? -1, addedTokens.map(\.id).max() ?? -1) + 1
  }
}
