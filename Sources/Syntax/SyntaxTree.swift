/// A concrete syntax tree as plain values: all nodes in one array, parents before children, siblings in order.
///
/// A node is identified by its index in that array. Node 0 is the root. The children of node `i` begin at `i + 1`, and
/// each child's next sibling is at its `end`, so walking needs no pointers and a subtree is a range. The tree keeps no
/// tree-sitter data.
///
/// ```swift
/// import Syntax
///
/// func walk(_ node: Int, of tree: SyntaxTree, depth: Int) {
///   print(String(repeating: "  ", count: depth) + tree.kindName(node))
///   for child in tree.children(of: node) { walk(child, of: tree, depth: depth + 1) }
/// }
/// let tree = try SyntaxParser(.python).parse("def twice(n):\n    return 2 * n\n")
/// walk(0, of: tree, depth: 0)
/// ```
public struct SyntaxTree: Sendable {
  /// A position in the text: line and column from 0, the column counted in bytes of UTF-8.
  public struct Point: Sendable, Hashable, Comparable {
    /// The line, counted from 0.
    public var line: UInt32
    /// The column in bytes of UTF-8, counted from 0.
    public var column: UInt32

    /// Whether the first position is earlier in the text.
    public static func < (first: Point, second: Point) -> Bool {
      (first.line, first.column) < (second.line, second.column)
    }
  }

  /// One node. Byte offsets are into `source`.
  package struct Node: Sendable {
    package var kind: UInt16
    /// The node's field in its parent, 0 for none.
    package var field: UInt16
    package var traits: Traits
    /// The parent's index in the array, -1 for the root.
    package var parent: Int32
    /// The index after the node's last descendant.
    package var end: Int32
    package var startByte: UInt32
    package var endByte: UInt32
    package var start: Point
    package var finish: Point
  }

  package struct Traits: OptionSet, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Has a name in the grammar, as opposed to a literal such as `(` or `while`.
    package static let named = Traits(rawValue: 1)
    /// Inserted by the parser to complete the text; has no bytes.
    package static let missing = Traits(rawValue: 2)
    /// May appear anywhere, such as a comment.
    package static let extra = Traits(rawValue: 4)
    /// Unexpected text.
    package static let error = Traits(rawValue: 8)
    /// This node or one below it is missing or an error.
    package static let damaged = Traits(rawValue: 16)
  }

  /// The language that the text was parsed as.
  public let language: ProgrammingLanguage
  /// The text that was parsed, as UTF-8.
  public let source: [UInt8]
  package internal(set) var nodes: [Node]
  /// tree-sitter's printed form of the tree, if it has more information than the nodes.
  var printed: PrintedTree?

  package var grammar: Grammar { Grammar.of(language) }

  /// Whether the text parsed without errors.
  public var isSound: Bool { !nodes[0].traits.contains(.damaged) }

  /// The name of a node's kind in its grammar, such as `method_declaration` or `;`.
  public func kindName(_ node: Int) -> String { grammar.kindNames[Int(nodes[node].kind)] }

  /// Whether a node has nodes below it.
  public func hasChildren(_ node: Int) -> Bool { Int(nodes[node].end) > node + 1 }

  /// The indices of a node's children, in order.
  public func children(of node: Int) -> Children { Children(nodes, of: node) }

  /// The first child in that field.
  package func child(of node: Int, field: UInt16) -> Int? {
    children(of: node).first { nodes[$0].field == field }
  }

  /// The bytes of a node, as a slice of `source`: its indices are the node's byte offsets.
  public func bytes(of node: Int) -> ArraySlice<UInt8> {
    source[Int(nodes[node].startByte)..<Int(nodes[node].endByte)]
  }

  /// The text of a node; bytes that are not valid UTF-8 become U+FFFD.
  public func text(of node: Int) -> String { String(decoding: bytes(of: node), as: UTF8.self) }

  /// The children of a node, as indices for the tree's methods.
  public struct Children: Sequence, IteratorProtocol {
    private let nodes: [Node]
    private var place: Int
    private let end: Int

    fileprivate init(_ nodes: [Node], of node: Int) {
      self.nodes = nodes
      place = node + 1
      end = Int(nodes[node].end)
    }

    /// The next child, or `nil` after the last.
    public mutating func next() -> Int? {
      guard place < end else { return nil }
      defer { place = Int(nodes[place].end) }
      return place
    }
  }
}
