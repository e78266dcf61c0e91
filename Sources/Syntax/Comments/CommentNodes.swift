/// Removal of comments and docstrings from a parsed tree.
extension SyntaxTree {
  /// The tree without its comments, and in Python without its docstrings. The source and all offsets are unchanged.
  package var withoutComments: SyntaxTree {
    let removed = nodes.indices.filter { isComment($0) || isDocstring($0) }
    guard !removed.isEmpty else { return self }
    var result: [Node] = []
    result.reserveCapacity(nodes.count)
    // The new index of each node, or the one it would have if it stayed.
    var places = [Int32](repeating: 0, count: nodes.count + 1)
    var node = 0
    var next = 0
    while node < nodes.count {
      places[node] = Int32(result.count)
      while next < removed.count, removed[next] < node { next += 1 }
      if next < removed.count, removed[next] == node {
        for skipped in node..<Int(nodes[node].end) { places[skipped] = Int32(result.count) }
        node = Int(nodes[node].end)
      } else {
        result.append(nodes[node])
        node += 1
      }
    }
    places[nodes.count] = Int32(result.count)
    for place in result.indices {
      result[place].end = places[Int(result[place].end)]
      if result[place].parent >= 0 { result[place].parent = places[Int(result[place].parent)] }
    }
    return SyntaxTree(language: language, source: source, nodes: result)
  }

  /// The text without comments, each replaced by a space, and without docstrings.
  ///
  /// - Complexity: linear in the number of nodes and bytes.
  package var sourceWithoutComments: [UInt8] {
    var result: [UInt8] = []
    var copied = 0
    for node in nodes.indices where isComment(node) || isDocstring(node) {
      let start = Int(nodes[node].startByte)
      guard start >= copied else { continue }
      result += source[copied..<start]
      result.append(UInt8(ascii: " "))
      copied = Int(nodes[node].endByte)
    }
    return result + source[copied...]
  }

  private func isComment(_ node: Int) -> Bool {
    guard node > 0, nodes[node].traits.contains(.extra), nodes[node].traits.contains(.named) else { return false }
    return Self.comments.contains(kindName(node))
  }

  private static let comments: Set<String> = ["comment", "line_comment", "block_comment"]

  /// Whether a node is a Python string that comes first in a module, class or function.
  private func isDocstring(_ node: Int) -> Bool {
    guard language == .python, node > 0, kindName(node) == "expression_statement",
      Array(children(of: node)).map(kindName) == ["string"]
    else { return false }
    let block = Int(nodes[node].parent)
    let isBody =
      kindName(block) == "module"
      || (kindName(block) == "block"
        && ["function_definition", "class_definition"].contains(kindName(Int(nodes[block].parent))))
    return isBody && children(of: block).first { !isComment($0) } == node
  }
}
