/// A token that is matched in the raw text, before pre-tokenisation: `<s>`, `<mask>`, a sentinel.
///
/// Uses the file format of Hugging Face `tokenizers`.
struct AddedToken: Codable, Equatable, Sendable {
  var id: Int32
  var content: String
  /// Includes white space on its left.
  var stripsLeft = false
  /// Includes white space on its right.
  var stripsRight = false
  /// Matched after the tokens that are not normalised. There is no normalisation, so this matters only if tokens
  /// overlap.
  var isNormalized = false
  /// Matches only if no word character is next to it; not supported.
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

  /// The value of `id` if a file gives the token without its id.
  static let unnumbered: Int32 = -1

  /// The token as written in files that give the id elsewhere.
  var withoutID: AddedToken {
    var token = self
    token.id = Self.unnumbered
    return token
  }

  /// Whether the token is special and has no other flags.
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

  /// Missing flags get the values of a plain special token.
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
  /// The number in CodeT5.
  static let usualCount = 100

  static func content(_ number: Int) -> String { "<extra_id_\(number)>" }

  static func isSentinel(_ content: String) -> Bool {
    guard content.hasPrefix("<extra_id_"), content.hasSuffix(">") else { return false }
    return Int(content.dropFirst("<extra_id_".count).dropLast()) != nil
  }

  /// `count` sentinels with ascending ids from `first`. As in CodeT5, the highest number has the lowest id.
  static func tokens(count: Int, firstID first: Int32) -> [AddedToken] {
    (0..<count).map { AddedToken(id: first + Int32($0), content: content(count - 1 - $0)) }
  }
}
