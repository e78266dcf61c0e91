/// A token of code: a leaf of the syntax tree, or a literal or comment as a whole.
public struct CodeToken: Sendable, Equatable {
  /// The token's node, for `SyntaxTree.text(of:)` and the other methods of the tree.
  public var node: Int
  /// Offsets into the source, in bytes of UTF-8.
  public var bytes: Range<Int>
  /// The start of the token: line and column from 0, the column in bytes.
  public var start: SyntaxTree.Point
  /// The end of the token: line and column of the byte after the last, from 0.
  public var finish: SyntaxTree.Point
  /// The kind of token.
  public var role: Role

  /// The kind of a token.
  public enum Role: Sendable, Equatable {
    /// Brackets and separators, where readers do not stop.
    case punctuation
    /// A whole comment with its delimiters.
    case comment
    /// A string, character, template or regular expression with its delimiters.
    case text
    /// Names, keywords, operators, numbers.
    case word
  }
}

extension SyntaxTree {
  /// The tokens in text order: every leaf with text of its own, and each string or comment in one piece.
  ///
  /// - Complexity: linear in the number of nodes.
  public var tokens: [CodeToken] {
    let roles = TokenRoles.of(language)
    var tokens: [CodeToken] = []
    var node = 0
    while node < nodes.count {
      let role = roles.whole[nodes[node].kind]
      guard role != nil || !hasChildren(node) else {
        node += 1
        continue
      }
      if nodes[node].endByte > nodes[node].startByte {
        tokens.append(token(node, role: role ?? (isPunctuation(node) ? .punctuation : .word)))
      }
      node = Int(nodes[node].end)
    }
    return tokens
  }

  private func token(_ node: Int, role: CodeToken.Role) -> CodeToken {
    let found = nodes[node]
    return CodeToken(
      node: node, bytes: Int(found.startByte)..<Int(found.endByte), start: found.start, finish: found.finish, role: role
    )
  }

  private func isPunctuation(_ node: Int) -> Bool {
    guard !nodes[node].traits.contains(.named) else {
      // White space that is a token, such as a line end.
      return bytes(of: node).allSatisfy { $0 <= 0x20 }
    }
    return bytes(of: node).allSatisfy { Self.punctuation.contains($0) || $0 <= 0x20 }
  }

  private static let punctuation = Set("()[]{};,.:".utf8)
}

/// The kinds of nodes that have children but form one token.
private struct TokenRoles: Sendable {
  let whole: [UInt16: CodeToken.Role]

  static func of(_ language: ProgrammingLanguage) -> TokenRoles {
    all[language] ?? TokenRoles(language)
  }

  private static let all = Dictionary(
    uniqueKeysWithValues: ProgrammingLanguage.allCases.map { ($0, TokenRoles($0)) })

  private init(_ language: ProgrammingLanguage) {
    let grammar = Grammar.of(language)
    var whole: [UInt16: CodeToken.Role] = [:]
    for name in Self.comments { grammar.kinds(named: name).forEach { whole[$0] = .comment } }
    for name in Self.texts { grammar.kinds(named: name).forEach { whole[$0] = .text } }
    self.whole = whole
  }

  private static let comments = ["comment", "line_comment", "block_comment"]
  private static let texts = [
    "string", "string_literal", "character_literal", "char_literal", "character", "raw_string_literal",
    "verbatim_string_literal", "interpolated_string_expression", "interpreted_string_literal", "rune_literal",
    "template_string", "regex", "concatenated_string", "heredoc_body", "string_array", "symbol_array", "subshell",
    "delimited_symbol", "system_lib_string",
  ]
}
