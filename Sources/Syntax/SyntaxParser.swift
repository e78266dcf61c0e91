import Basics
import CTreeSitter
import Glibc

/// Parses text of one language. A parser can be reused for many texts, but by only one thread at a time.
///
/// Any bytes yield a tree: unexpected text becomes an `ERROR` node, and missing tokens are inserted.
///
/// ```swift
/// import Syntax
///
/// let parser = SyntaxParser(.java)
/// let tree = try parser.parseFragment("int twice(int n) { return 2 * n; }")
/// for token in tree.tokens where token.role == .word {
///   print(token.start.line, token.bytes, tree.text(of: token.node))
/// }
/// ```
public final class SyntaxParser {
  /// The longest text accepted: 16 MiB.
  public static let longestSource = 16 << 20
  /// The limit of a parse in seconds of processor time; ordinary code takes microseconds for each line.
  public static let timeLimitSeconds: UInt64 = 20

  /// The language of the texts.
  public let language: ProgrammingLanguage
  private let parser: OpaquePointer

  /// Creates a parser for one language.
  public convenience init(_ language: ProgrammingLanguage) {
    self.init(language, microseconds: Self.timeLimitSeconds * 1_000_000)
  }

  /// - Parameter limit: the processor time of a parse, which is looked at once in a hundred operations.
  init(_ language: ProgrammingLanguage, microseconds limit: UInt64) {
    self.language = language
    parser = ts_parser_new()
    let accepted = ts_parser_set_language(parser, Grammar.of(language).language)
    precondition(accepted, "the grammar of \(language) and tree-sitter's core are not of one version")
    ts_parser_set_timeout_micros(parser, limit)
  }

  deinit {
    ts_parser_delete(parser)
  }

  /// Parses the text as a whole file.
  ///
  /// - Throws: `SyntaxError` when the text is too long or takes too long to parse.
  /// - Complexity: linear in the text's length for code with few or no syntax errors.
  public func parse(_ source: [UInt8]) throws(SyntaxError) -> SyntaxTree {
    guard source.count <= Self.longestSource else { throw .tooLong(bytes: source.count) }
    let parsed = source.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        ts_parser_parse_string(parser, nil, $0.baseAddress, UInt32($0.count))
      }
    }
    guard let parsed else {
      // An interrupted parser would continue with the old text.
      ts_parser_reset(parser)
      throw .tookTooLong(bytes: source.count)
    }
    defer { ts_tree_delete(parsed) }
    return SyntaxTree(copying: parsed, of: source, in: language)
  }

  /// Parses the text as a whole file.
  ///
  /// - Throws: `SyntaxError` when the text is too long or takes too long to parse.
  public func parse(_ source: String) throws(SyntaxError) -> SyntaxTree { try parse(Array(source.utf8)) }
}

extension SyntaxTree {
  /// Copies tree-sitter's tree.
  fileprivate init(copying tree: OpaquePointer, of source: [UInt8], in language: ProgrammingLanguage) {
    let root = ts_tree_root_node(tree)
    let errorKind = Grammar.of(language).errorKind
    let capacity = ts_node_descendant_count(root)
    var isAll = true
    let nodes = withUnsafeTemporaryAllocation(of: FoveaNode.self, capacity: Int(capacity)) { copies in
      let count = fovea_copy_nodes(tree, copies.baseAddress, capacity, &isAll)
      return copies.prefix(Int(count)).map { Node($0, errorKind: errorKind) }
    }
    self.init(language: language, source: source, nodes: nodes)
    if !isAll, depth <= Self.deepestPrinted, let text = ts_node_string(root) {
      defer { text.deallocate() }
      printed = PrintedTree(text: Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
    }
  }

  /// tree-sitter prints by recursion in C, so deep trees could overflow a thread's stack. Code is rarely 50 levels
  /// deep.
  private static let deepestPrinted = 1000

  /// The number of nodes from the root to the deepest leaf.
  private var depth: Int {
    var depths = [Int](repeating: 1, count: nodes.count)
    for node in nodes.indices.dropFirst() { depths[node] = depths[Int(nodes[node].parent)] + 1 }
    return depths.max() ?? 0
  }
}

extension SyntaxTree.Node {
  fileprivate init(_ node: FoveaNode, errorKind: UInt16) {
    self.init(
      kind: min(node.kind, errorKind), field: node.field, traits: SyntaxTree.Traits(rawValue: node.traits),
      parent: node.parent, end: node.end, startByte: node.start_byte, endByte: node.end_byte,
      start: SyntaxTree.Point(line: node.start_line, column: node.start_column),
      finish: SyntaxTree.Point(line: node.end_line, column: node.end_column))
  }
}
