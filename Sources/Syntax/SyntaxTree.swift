/// A concrete syntax tree as plain values: all nodes in one array, parents before children, siblings in order.
///
/// Node 0 is the root. The children of node `i` begin at `i + 1`, and each one's next sibling is at the child's `end`, so
/// walking needs no pointers and a subtree is a range. Nothing of tree-sitter stays alive behind it.
package struct SyntaxTree: Sendable {
  /// A position in the text: line and column from 0, the column counted in bytes of UTF-8.
  package struct Point: Sendable, Hashable, Comparable {
    package var line: UInt32
    package var column: UInt32

    package static func < (first: Point, second: Point) -> Bool {
      (first.line, first.column) < (second.line, second.column)
    }
  }

  /// One node. Byte offsets are into `source`.
  package struct Node: Sendable {
    package var kind: UInt16
    /// The node's field in its parent, 0 for none.
    package var field: UInt16
    package var traits: Traits
    /// The parent's place in the array, -1 for the root.
    package var parent: Int32
    /// The place after the node's last descendant.
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
    /// May stand anywhere, such as a comment.
    package static let extra = Traits(rawValue: 4)
    /// Text that fits nowhere.
    package static let error = Traits(rawValue: 8)
    /// This node or one below it is missing or an error.
    package static let damaged = Traits(rawValue: 16)
  }

  package let language: ProgrammingLanguage
  /// The text that was parsed, as UTF-8.
  package let source: [UInt8]
  package internal(set) var nodes: [Node]
  /// What tree-sitter prints of the tree if that tells more than the nodes do.
  var printed: PrintedTree?

  package var grammar: Grammar { Grammar.of(language) }

  /// Whether the text parsed without errors.
  package var isSound: Bool { !nodes[0].traits.contains(.damaged) }

  package func kindName(_ node: Int) -> String { grammar.kindNames[Int(nodes[node].kind)] }

  package func hasChildren(_ node: Int) -> Bool { Int(nodes[node].end) > node + 1 }

  /// The places of a node's children, in order.
  package func children(of node: Int) -> Children { Children(nodes, of: node) }

  /// The first child in that field.
  package func child(of node: Int, field: UInt16) -> Int? {
    children(of: node).first { nodes[$0].field == field }
  }

  /// The bytes of a node.
  package func bytes(of node: Int) -> ArraySlice<UInt8> {
    source[Int(nodes[node].startByte)..<Int(nodes[node].endByte)]
  }

  /// The text of a node; bytes that are no UTF-8 become U+FFFD.
  package func text(of node: Int) -> String { String(decoding: bytes(of: node), as: UTF8.self) }

  /// A node's children as a sequence of places in `nodes`.
  package struct Children: Sequence, IteratorProtocol {
    private let nodes: [Node]
    private var place: Int
    private let end: Int

    fileprivate init(_ nodes: [Node], of node: Int) {
      self.nodes = nodes
      place = node + 1
      end = Int(nodes[node].end)
    }

    package mutating func next() -> Int? {
      guard place < end else { return nil }
      defer { place = Int(nodes[place].end) }
      return place
    }
  }
}
