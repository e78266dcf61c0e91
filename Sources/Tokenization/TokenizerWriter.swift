import Basics
import Foundation

extension Tokenizer {
  /// The names of the files that `write` replaces.
  package static let writtenFiles = [
    "vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json", "tokenizer_config.json",
    "tokenizer.json",
  ]

  /// Writes the tokenizer to `directory`, which is created if missing: `vocab.json`, `merges.txt`, `added_tokens.json`,
  /// `special_tokens_map.json`, `tokenizer_config.json` and `tokenizer.json`.
  ///
  /// Hugging Face `transformers` and `tokenizers` load the directory with the same ids, with or without
  /// `tokenizer.json`. Each file is replaced atomically.
  ///
  /// - Throws: `FileFailure` if the folder cannot be created or a file cannot be written.
  public func write(to directory: String) throws {
    try Folder.make(directory)
    try writeFiles(into: directory)
  }

  /// Writes the same files into a folder that must exist: where it is gone, it is not made again.
  ///
  /// - Throws: `FileFailure`.
  package func writeFiles(into directory: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    func write(_ text: String, _ name: String) throws { try AtomicFile.write(text, to: "\(directory)/\(name)") }

    let byID = definition.vocabulary.sorted { $0.value < $1.value }
    let entries = try byID.map { "\(try json($0.key)):\($0.value)" }
    try write("{\(entries.joined(separator: ","))}", "vocab.json")
    let merges = definition.merges.map { "\($0.left) \($0.right)\n" }
    try write("#version: 0.2\n" + merges.joined(), "merges.txt")

    encoder.outputFormatting.insert(.prettyPrinted)
    let beyond = definition.addedTokens.filter { definition.vocabulary[$0.content] == nil }
    let addedIDs = Dictionary(beyond.map { ($0.content, $0.id) }, uniquingKeysWith: { first, _ in first })
    try write(try json(addedIDs) + "\n", "added_tokens.json")
    try write(try json(specialTokensMap) + "\n", "special_tokens_map.json")
    try write(try json(tokenizerConfiguration) + "\n", "tokenizer_config.json")
    try write(try json(document) + "\n", "tokenizer.json")
  }

  /// Special tokens without one of the five roles: the sentinels.
  private var additionalSpecialTokens: [AddedToken] {
    definition.addedTokens.filter { $0.isSpecial && !definition.names.inOrder.contains($0.content) }
  }

  private var specialTokensMap: SpecialTokensMap {
    func token(_ name: String) -> SpecialTokensDocument.Entry? {
      definition.addedTokens.first { $0.content == name }.map(SpecialTokensDocument.Entry.init)
    }
    let names = definition.names
    return SpecialTokensMap(
      pad: token(names.pad), beginning: token(names.beginning), end: token(names.end), unknown: token(names.unknown),
      mask: token(names.mask), classifier: token(names.beginning), separator: token(names.end),
      additional: additionalSpecialTokens.map(SpecialTokensDocument.Entry.init))
  }

  private var tokenizerConfiguration: TokenizerConfiguration {
    let tokens = definition.addedTokens.map { ("\($0.id)", $0.withoutID) }
    let names = definition.names
    func present(_ name: String) -> String? { id(for: name) == nil ? nil : name }
    return TokenizerConfiguration(
      addedTokens: Dictionary(tokens, uniquingKeysWith: { first, _ in first }),
      additional: additionalSpecialTokens.map(\.content), pad: names.pad, beginning: names.beginning, end: names.end,
      unknown: present(names.unknown), mask: present(names.mask), classifier: names.beginning, separator: names.end)
  }

  private var document: TokenizerDocument {
    var component = TokenizerDocument.Component(type: "ByteLevel")
    component.addsPrefixSpace = false
    component.trimsOffsets = true
    component.usesRegularExpression = true
    var framing = TokenizerDocument.Component(type: "RobertaProcessing")
    framing.addsPrefixSpace = false
    framing.trimsOffsets = true
    framing.classifier = .init(token: definition.names.beginning, id: specialTokens.beginning)
    framing.separator = .init(token: definition.names.end, id: specialTokens.end)
    let model = TokenizerDocument.Model(
      type: "BPE", subwordPrefix: "", wordSuffix: "", ignoresMerges: definition.ignoresMerges,
      vocabulary: definition.vocabulary, merges: definition.merges.map { .init(left: $0.left, right: $0.right) })
    return TokenizerDocument(
      version: "1.0", addedTokens: definition.addedTokens.sorted { $0.id < $1.id }, preTokenizer: component,
      postProcessor: framing, decoder: component, model: model)
  }
}

/// `special_tokens_map.json`.
private struct SpecialTokensMap: Encodable {
  var pad, beginning, end, unknown, mask, classifier, separator: SpecialTokensDocument.Entry?
  var additional: [SpecialTokensDocument.Entry]

  enum CodingKeys: String, CodingKey {
    case pad = "pad_token"
    case beginning = "bos_token"
    case end = "eos_token"
    case unknown = "unk_token"
    case mask = "mask_token"
    case classifier = "cls_token"
    case separator = "sep_token"
    case additional = "additional_special_tokens"
  }
}

/// `tokenizer_config.json`.
private struct TokenizerConfiguration: Encodable {
  var tokenizerClass = "RobertaTokenizer"
  var addsPrefixSpace = false
  var addedTokens: [String: AddedToken]
  var additional: [String]
  var pad, beginning, end: String
  var unknown, mask: String?
  var classifier, separator: String

  enum CodingKeys: String, CodingKey {
    case tokenizerClass = "tokenizer_class"
    case addsPrefixSpace = "add_prefix_space"
    case addedTokens = "added_tokens_decoder"
    case additional = "additional_special_tokens"
    case pad = "pad_token"
    case beginning = "bos_token"
    case end = "eos_token"
    case unknown = "unk_token"
    case mask = "mask_token"
    case classifier = "cls_token"
    case separator = "sep_token"
  }
}
