import Basics
import Foundation

/// Reads a tokenizer's folder.
struct TokenizerFiles {
  let directory: String

  /// Reads `tokenizer.json` if it exists, otherwise `vocab.json` and `merges.txt`.
  func definition() throws -> TokenizerDefinition {
    var definition: TokenizerDefinition
    if exists("tokenizer.json") {
      definition = try decode(TokenizerDocument.self, "tokenizer.json").definition(path: path("tokenizer.json"))
    } else {
      let missing = ["vocab.json", "merges.txt"].filter { !exists($0) }
      guard missing.count < 2 || access(directory, F_OK) == 0 else {
        throw TokenizerError(.folderMissing, path: directory)
      }
      guard missing.isEmpty else { throw TokenizerError(.filesMissing(missing), path: directory) }
      definition = TokenizerDefinition(
        vocabulary: try decode([String: Int32].self, "vocab.json"), merges: try merges(), addedTokens: [],
        vocabularyPath: path("vocab.json"), mergesPath: path("merges.txt"))
      if exists("added_tokens.json") {
        let added = try decode([String: Int32].self, "added_tokens.json")
        definition.addedTokens = added.sorted { $0.value < $1.value }.map { content, id in
          var token = AddedToken(id: id, content: content)
          token.isSpecial = Sentinel.isSentinel(content)
          token.isNormalized = !token.isSpecial
          return token
        }
      } else if Self.isCodeT5Layout(definition.vocabulary) {
        definition.addedTokens = Sentinel.tokens(count: Sentinel.usualCount, firstID: 32_000)
      }
    }
    for name in ["special_tokens_map.json", "tokenizer_config.json"] where exists(name) {
      try decode(SpecialTokensDocument.self, name).amend(&definition, addsTokens: !exists("tokenizer.json"))
    }
    definition.markNamedTokensAsSpecial()
    return definition
  }

  /// Whether this is the published vocabulary of CodeT5, whose sentinels are in a separate file that copies often lack.
  private static func isCodeT5Layout(_ vocabulary: [String: Int32]) -> Bool {
    vocabulary.count == 32_000
      && SpecialTokenNames().inOrder.enumerated().allSatisfy { vocabulary[$0.element] == Int32($0.offset) }
  }

  private func path(_ name: String) -> String { "\(directory)/\(name)" }

  private func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  private func decode<Document: Decodable>(_ type: Document.Type, _ name: String) throws -> Document {
    let content = try TextFile.bytes(of: path(name))
    do {
      return try JSONDecoder().decode(type, from: content)
    } catch let error as DecodingError {
      throw TokenizerError(
        .malformedJSON(error.briefly), path: path(name), line: JSONSyntax.lineOfError(in: content))
    }
  }

  /// The merges, one per line: two tokens separated by a space. Lines that start with `#version` are skipped.
  private func merges() throws -> [TokenizerDefinition.MergeEntry] {
    let path = path("merges.txt")
    var merges: [TokenizerDefinition.MergeEntry] = []
    for (index, line) in try TextFile.lines(of: path).enumerated() where !line.hasPrefix("#version") {
      guard let merge = TokenizerDefinition.MergeEntry(line, line: index + 1) else {
        throw TokenizerError(.mergeNotTwoTokens(line), path: path, line: index + 1)
      }
      merges.append(merge)
    }
    return merges
  }
}

extension TokenizerDefinition.MergeEntry {
  /// `nil` unless `text` is two non-empty tokens separated by one space.
  init?(_ text: String, line: Int = 0) {
    let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    self.init(left: String(Substring(parts[0])), right: String(Substring(parts[1])), line: line)
  }
}

extension TokenizerDefinition {
  /// Adds an added token for every special name in the vocabulary, so that it is recognised in text.
  mutating func markNamedTokensAsSpecial() {
    for name in names.inOrder {
      if let index = addedTokens.firstIndex(where: { $0.content == name }) {
        addedTokens[index].isSpecial = true
      } else if let id = vocabulary[name] {
        addedTokens.append(AddedToken(id: id, content: name))
      }
    }
  }
}

/// Locates JSON syntax errors, which `JSONDecoder` does not.
private enum JSONSyntax {
  /// The line of the first error, counted from 1; 0 if the syntax is correct or the parser does not report the place.
  static func lineOfError(in content: Data) -> Int {
    do {
      _ = try JSONSerialization.jsonObject(with: content, options: .fragmentsAllowed)
      return 0
    } catch {
      let message = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
      guard let digits = message.split(separator: "character ").last?.prefix(while: \.isNumber),
        let offset = Int(digits)
      else { return 0 }
      return content.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
    }
  }
}
