import Syntax

/// Finds the documented methods of Java files. One thread uses a reader at a time.
struct JavaFileReader {
  /// What a file has.
  struct Content: Sendable {
    var methods: [JavaMethod] = []
    var excluded: [MethodExclusion: Int] = [:]
    /// Whether the text parsed without errors.
    var isSound = true
  }

  private let settings: JavaCorpusSettings
  private let parser = SyntaxParser(.java)
  private let kinds = Kinds()

  init(_ settings: JavaCorpusSettings) {
    self.settings = settings
  }

  /// - Throws: `SyntaxError` for a text that is too long, or takes too long to parse.
  func content(of source: [UInt8], path: String) throws(SyntaxError) -> Content {
    let tree = try parser.parse(source)
    let tokens = tree.tokens
    var content = Content(isSound: tree.isSound)
    let package = packageName(in: tree)
    for body in tree.nodes.indices where kinds.bodies.contains(tree.nodes[body].kind) {
      guard let types = enclosingTypes(of: body, in: tree) else { continue }
      var comment: Int?
      for member in tree.children(of: body) {
        let kind = tree.nodes[member].kind
        if kinds.comments.contains(kind) {
          if tree.bytes(of: member).starts(with: Self.javadoc) { comment = member }
          continue
        }
        if kinds.methods.contains(kind) {
          let found = Declaration(node: member, comment: comment, types: types, package: package, path: path)
          switch method(found, in: tree, tokens) {
          case .success(let method): content.methods.append(method)
          case .failure(let excluded): content.excluded[excluded.reason, default: 0] += 1
          }
        }
        comment = nil
      }
    }
    return content
  }

  private static let javadoc = Array("/**".utf8)

  private struct Declaration {
    var node: Int
    var comment: Int?
    var types: [String]
    var package: String
    var path: String
  }

  private struct Excluded: Error {
    var reason: MethodExclusion
  }

  private func method(
    _ declaration: Declaration, in tree: SyntaxTree, _ tokens: [CodeToken]
  ) -> Result<JavaMethod, Excluded> {
    let node = tree.nodes[declaration.node]
    guard let comment = declaration.comment else { return .failure(Excluded(reason: .withoutJavadoc)) }
    guard tree.child(of: declaration.node, field: kinds.body) != nil else {
      return .failure(Excluded(reason: .withoutBody))
    }
    guard !node.traits.contains(.damaged), let named = tree.child(of: declaration.node, field: kinds.name) else {
      return .failure(Excluded(reason: .syntaxError))
    }
    let name = tree.text(of: named)
    let sentence = JavadocSentence(of: tree.bytes(of: comment))
    if sentence.origin == .inherited { return .failure(Excluded(reason: .inheritedText)) }
    if Self.standardMethods.contains(name) { return .failure(Excluded(reason: .standardMethod)) }
    if name.lowercased().contains("test") { return .failure(Excluded(reason: .testMethod)) }
    if Int(node.finish.line - node.start.line) + 1 < settings.fewestLines {
      return .failure(Excluded(reason: .tooFewLines))
    }
    let words = words(of: node, in: tree, tokens)
    if words.count > settings.mostTokens { return .failure(Excluded(reason: .tooLong)) }
    let summaryTokens = JavaMethod.words(of: sentence.text)
    if let reason = Self.exclusion(ofSummary: sentence.text, summaryTokens, settings) {
      return .failure(Excluded(reason: reason))
    }
    return .success(
      JavaMethod(
        path: declaration.path, line: Int(node.start.line) + 1, package: declaration.package,
        name: (declaration.types + [name]).joined(separator: "."), code: code(of: declaration.node, in: tree),
        tokens: words, summary: sentence.text, summaryTokens: summaryTokens))
  }

  private static func exclusion(
    ofSummary summary: String, _ tokens: [String], _ settings: JavaCorpusSettings
  ) -> MethodExclusion? {
    let words = tokens.count { $0.first.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
    if words < settings.fewestWords { return .shortSummary }
    if words > settings.mostWords { return .longSummary }
    if summary.contains("://") || summary.contains("www.") { return .webAddress }
    let foreign = summary.unicodeScalars.count { !$0.isASCII }
    if foreign * 10 >= summary.unicodeScalars.count { return .notEnglish }
    let pieces = summary.split(separator: " ")
    return pieces.count { isPlainWord($0) } * 2 < pieces.count ? .notProse : nil
  }

  /// Letters, perhaps with hyphens and apostrophes, and marks around them. Keys of message files and the like are none.
  private static func isPlainWord(_ piece: Substring) -> Bool {
    let word = piece.drop(while: { !$0.isLetter })
    guard let end = word.lastIndex(where: \.isLetter), piece.count - word.count <= 2 else { return false }
    let rest = word[word.index(after: end)...]
    return rest.count <= 3 && word[...end].allSatisfy { $0.isLetter || $0 == "-" || $0 == "'" }
  }

  /// CodeSearchNet leaves out methods that every class may have, as their summaries say nothing of the code.
  private static let standardMethods: Set<String> = [
    "toString", "hashCode", "equals", "clone", "finalize", "compareTo",
  ]

  /// The declaration's tokens without comments. The tokens of the file are in text order.
  private func words(of node: SyntaxTree.Node, in tree: SyntaxTree, _ tokens: [CodeToken]) -> [String] {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].bytes.lowerBound < Int(node.startByte) { low = middle + 1 } else { high = middle }
    }
    return tokens[low...].prefix { $0.bytes.upperBound <= Int(node.endByte) }
      .filter { $0.role != .comment }.map { tree.text(of: $0.node) }
  }

  private func code(of node: Int, in tree: SyntaxTree) -> String {
    let column = Int(tree.nodes[node].start.column)
    let lines = tree.text(of: node).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.enumerated().map { number, line in
      guard number > 0 else { return String(line) }
      let indent = line.prefix { $0 == " " || $0 == "\t" }.count
      return String(line.dropFirst(min(indent, column)))
    }.joined(separator: "\n")
  }

  // MARK: - Where a method is

  private func packageName(in tree: SyntaxTree) -> String {
    for node in tree.children(of: 0) where kinds.packages.contains(tree.nodes[node].kind) {
      for part in tree.children(of: node) where kinds.names.contains(tree.nodes[part].kind) {
        return tree.text(of: part)
      }
    }
    return ""
  }

  /// The names of the types around a body, the outermost first; nil for a body within a method or an initializer, whose
  /// methods are part of the code around them.
  private func enclosingTypes(of body: Int, in tree: SyntaxTree) -> [String]? {
    var names: [String] = []
    var node = Int(tree.nodes[body].parent)
    while node > 0 {
      let kind = tree.nodes[node].kind
      if kinds.types.contains(kind) {
        guard let name = tree.child(of: node, field: kinds.name) else { return nil }
        names.append(tree.text(of: name))
      } else if !kinds.bodies.contains(kind) {
        return nil
      }
      node = Int(tree.nodes[node].parent)
    }
    return names.reversed()
  }

  private struct Kinds {
    let bodies = Self.numbers(["class_body", "interface_body", "enum_body", "enum_body_declarations"])
    let types = Self.numbers(["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"])
    let methods = Self.numbers(["method_declaration"])
    let comments = Self.numbers(["block_comment", "line_comment"])
    let packages = Self.numbers(["package_declaration"])
    let names = Self.numbers(["scoped_identifier", "identifier"])
    let name = Grammar.of(.java).field(named: "name") ?? 0
    let body = Grammar.of(.java).field(named: "body") ?? 0

    private static func numbers(_ names: [String]) -> Set<UInt16> {
      Set(names.flatMap { Grammar.of(.java).kinds(named: $0) })
    }
  }
}
