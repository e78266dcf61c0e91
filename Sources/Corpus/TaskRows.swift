/// One JSON line of a task's file.
protocol TaskRow: Decodable {
  var source: String { get }
  var target: String { get }
  /// What a line must look like, for messages.
  static var expectedForm: String { get }
}

/// The keys of all forms of row.
private enum RowKey: String, CodingKey {
  case source, target
  case code, content
  case codeTokens = "code_tokens"
  case docstring
  case docstringTokens = "docstring_tokens"
  case input
  case truth = "gt"
  case method
  case functionName = "func_name"
  case summary
}

extension KeyedDecodingContainer where Key == RowKey {
  /// The source and target of an EyeMulator row; nil when the row is not one.
  fileprivate func eyeMulatorPair() throws -> (source: String, target: String)? {
    guard contains(.content) else { return nil }
    return (try decode(String.self, forKey: .code), try decode(String.self, forKey: .content))
  }

  /// The tokens joined by single spaces, or the text when there is no list of tokens.
  fileprivate func joinedTokens(_ tokens: Key, orText text: Key) throws -> String {
    guard contains(tokens) else { return try decode(String.self, forKey: text) }
    let list = try decode([String].self, forKey: tokens)
    let joined = list.joined(separator: " ")
    // Tokens can hold white space of their own (string literals, comments); CodeXGLUE makes single spaces of it.
    // Looking at bytes first spares most rows the slow search.
    guard list.contains(where: { $0.isEmpty || $0.utf8.contains { $0 <= 0x20 || $0 >= 0x80 } }) else { return joined }
    return joined.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// `{"source": …, "target": …}` or EyeMulator's `{"code": …, "content": …}`.
struct PairRow: TaskRow {
  let source: String
  let target: String
  static let expectedForm = #"each line must be a JSON object {"source": "…", "target": "…"}"#

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: RowKey.self)
    if let pair = try row.eyeMulatorPair() {
      (source, target) = pair
    } else {
      source = try row.decode(String.self, forKey: .source)
      target = try row.decode(String.self, forKey: .target)
    }
  }
}

/// CodeXGLUE code-to-text, or EyeMulator.
struct CodeToTextRow: TaskRow {
  let source: String
  let target: String
  static let expectedForm =
    #"each line must be a JSON object with "code_tokens" or "code", and "docstring_tokens" or "docstring""#

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: RowKey.self)
    if let pair = try row.eyeMulatorPair() {
      (source, target) = pair
    } else {
      source = try row.joinedTokens(.codeTokens, orText: .code)
      target = try row.joinedTokens(.docstringTokens, orText: .docstring)
    }
  }
}

/// CodeXGLUE line completion, or EyeMulator.
struct LineCompletionRow: TaskRow {
  let source: String
  let target: String
  static let expectedForm = #"each line must be a JSON object {"input": "…", "gt": "…"}"#

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: RowKey.self)
    if let pair = try row.eyeMulatorPair() {
      (source, target) = pair
    } else {
      let input = try row.decode(String.self, forKey: .input)
      let opening = "<s> "
      source = input.hasPrefix(opening) ? String(input.dropFirst(opening.count)) : input
      target = try row.decode(String.self, forKey: .truth)
    }
  }
}

/// A method with its name; its target as in any of the other rows, or a summary.
struct GazeTargetRow: Decodable {
  let method: String
  let source: String?
  let target: String
  static let expectedForm =
    #"each line must be a JSON object with "method" or "func_name", and "summary", "target" or "docstring""#

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: RowKey.self)
    method = try row.decode(String.self, forKey: row.contains(.method) ? .method : .functionName)
    let hasSource = row.contains(.codeTokens) || row.contains(.code)
    source = hasSource ? try row.joinedTokens(.codeTokens, orText: .code) : nil
    if let key = [RowKey.summary, .target, .content].first(where: row.contains) {
      target = try row.decode(String.self, forKey: key)
    } else {
      target = try row.joinedTokens(.docstringTokens, orText: .docstring)
    }
  }
}
