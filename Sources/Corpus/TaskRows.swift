/// One JSON line of a task's file.
protocol TaskRow: Decodable {
  var source: String { get }
  var target: String { get }
  /// The form that a line must have, for messages.
  static var expectedForm: String { get }
}

/// The keys of all kinds of row.
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
  /// The source and target of an EyeMulator row; nil for other rows.
  fileprivate func eyeMulatorPair() throws -> (source: String, target: String)? {
    guard contains(.content) else { return nil }
    return (try decode(String.self, forKey: .code), try decode(String.self, forKey: .content))
  }

  /// The tokens joined by single spaces, or the text if there is no list of tokens.
  fileprivate func joinedTokens(_ tokens: Key, orText text: Key) throws -> String {
    guard contains(tokens) else { return try decode(String.self, forKey: text) }
    let list = try decode([String].self, forKey: tokens)
    let joined = list.joined(separator: " ")
    // Tokens can contain white space (string literals, comments), which CodeXGLUE collapses to single spaces. Checking
    // the bytes first avoids the slow search for most rows.
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

/// Code with or without documentation, or EyeMulator.
struct DenoisingRow: TaskRow {
  let source: String
  let target: String
  static let expectedForm =
    #"each line must be a JSON object with "code_tokens" or "code", and perhaps "docstring_tokens" or "docstring""#

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: RowKey.self)
    if let pair = try row.eyeMulatorPair() {
      (source, target) = pair
    } else {
      source = try row.joinedTokens(.codeTokens, orText: .code)
      let isDocumented = row.contains(.docstringTokens) || row.contains(.docstring)
      target = isDocumented ? try row.joinedTokens(.docstringTokens, orText: .docstring) : ""
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
      (source, target) = pair.source == pair.target ? try Self.halves(of: pair.source, row.codingPath) : pair
    } else {
      let input = try row.decode(String.self, forKey: .input)
      let opening = "<s> "
      source = input.hasPrefix(opening) ? String(input.dropFirst(opening.count)) : input
      target = try row.decode(String.self, forKey: .truth)
    }
  }

  /// EyeMulator's completion rows have the whole code as source and target. It is split after the line end nearest to
  /// its middle; a single line is split at the white space nearest to its middle.
  private static func halves(of code: String, _ path: [any CodingKey]) throws -> (source: String, target: String) {
    let middle = code.utf8.count / 2
    var position = 0
    var cuts: (line: (distance: Int, index: String.Index)?, blank: (distance: Int, index: String.Index)?)
    for index in code.indices {
      let character = code[index]
      position += character.utf8.count
      let candidate = (abs(position - middle), code.index(after: index))
      if character.isNewline, candidate.0 < cuts.line?.distance ?? .max { cuts.line = candidate }
      if character.isWhitespace, candidate.0 < cuts.blank?.distance ?? .max { cuts.blank = candidate }
    }
    for cut in [cuts.line, cuts.blank] {
      guard let cut else { continue }
      let (source, target) = (code[..<cut.index], code[cut.index...])
      if source.contains(where: { !$0.isWhitespace }), target.contains(where: { !$0.isWhitespace }) {
        return (String(source), String(target))
      }
    }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: path, debugDescription: "the code has no place to be cut for completion"))
  }
}

/// A method with its name and target; the target is in the form of any other row, or a summary.
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
