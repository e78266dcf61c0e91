/// A token that is looked for in the text as it stands, before pre-tokenisation: `<s>`, `<mask>`, a sentinel.
///
/// Written and read as Hugging Face `tokenizers` does.
struct AddedToken: Codable, Equatable, Sendable {
  var id: Int32
  var content: String
  /// Takes white space on its left with it.
  var stripsLeft = false
  /// Takes white space on its right with it.
  var stripsRight = false
  /// Looked for after the tokens that are not. There is no normalisation, so this matters only where tokens overlap.
  var isNormalized = false
  /// Only matches where no word character stands next to it; not supported.
  var isSingleWord = false
  /// Left out by `decode(_:skippingSpecialTokens:)`.
  var isSpecial = true

  enum CodingKeys: String, CodingKey {
    case id, content
    case stripsLeft = "lstrip"
    case stripsRight = "rstrip"
    case isNormalized = "normalized"
    case isSingleWord = "single_word"
    case isSpecial = "special"
  }

  init(id: Int32, content: String) {
    self.id = id
    self.content = content
  }

  /// The value of `id` where a file names the token without its id.
  static let unnumbered: Int32 = -1

  /// The token as files write it that give the id elsewhere.
  var withoutID: AddedToken {
    var token = self
    token.id = Self.unnumbered
    return token
  }

  /// Only the text and that it is special.
  var isPlain: Bool { withoutID == AddedToken(id: Self.unnumbered, content: content) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if id != Self.unnumbered { try container.encode(id, forKey: .id) }
    try container.encode(content, forKey: .content)
    try container.encode(stripsLeft, forKey: .stripsLeft)
    try container.encode(stripsRight, forKey: .stripsRight)
    try container.encode(isNormalized, forKey: .isNormalized)
    try container.encode(isSingleWord, forKey: .isSingleWord)
    try container.encode(isSpecial, forKey: .isSpecial)
  }

  /// Flags that are left out have the values of a plain special token.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decodeIfPresent(Int32.self, forKey: .id) ?? Self.unnumbered
    content = try container.decode(String.self, forKey: .content)
    stripsLeft = try container.decodeIfPresent(Bool.self, forKey: .stripsLeft) ?? false
    stripsRight = try container.decodeIfPresent(Bool.self, forKey: .stripsRight) ?? false
    isNormalized = try container.decodeIfPresent(Bool.self, forKey: .isNormalized) ?? false
    isSingleWord = try container.decodeIfPresent(Bool.self, forKey: .isSingleWord) ?? false
    isSpecial = try container.decodeIfPresent(Bool.self, forKey: .isSpecial) ?? true
  }
}

/// The sentinels `<extra_id_k>` that stand for masked spans in T5's pre-training.
enum Sentinel {
  /// CodeT5 has this many.
  static let usualCount = 100

  static func content(_ number: Int) -> String { "<extra_id_\(number)>" }

  static func isSentinel(_ content: String) -> Bool {
    guard content.hasPrefix("<extra_id_"), content.hasSuffix(">") else { return false }
    return Int(content.dropFirst("<extra_id_".count).dropLast()) != nil
  }

  /// `count` sentinels with ascending ids from `first` on. As in CodeT5, the highest number has the lowest id.
  static func tokens(count: Int, firstID first: Int32) -> [AddedToken] {
    (0..<count).map { AddedToken(id: first + Int32($0), content: content(count - 1 - $0)) }
  }
}
