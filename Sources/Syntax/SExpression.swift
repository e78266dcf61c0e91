/// S-expressions of subtrees.
extension SyntaxTree {
  /// The S-expression of the subtree at a node, for example
  /// `(return_statement (binary_expression left: (identifier) right: (identifier)))`.
  ///
  /// A node's kind precedes its named children with their fields, as tree-sitter prints them. Punctuation, keywords and
  /// the text of identifiers are omitted.
  ///
  /// - Complexity: linear in the number of nodes below; in a damaged tree, in the number of all nodes.
  public func sExpression(of node: Int) -> String {
    guard let printed, isPrinted(node) else { return rendered(node) }
    var open: [(node: Int?, start: Int)] = []
    var found = 0..<0
    printed.walk(self) { step in
      switch step {
      case .open(let opened, let label): open.append((opened, label.lowerBound))
      case .close(let end):
        if let last = open.popLast(), last.node == node { found = last.start..<end }
      }
    }
    return String(decoding: printed.text[found], as: UTF8.self)
  }

  /// Whether a node appears in the S-expression of its parent.
  func isPrinted(_ node: Int) -> Bool { !nodes[node].traits.isDisjoint(with: [.named, .missing]) }

  /// The S-expression that the nodes alone give, which is complete for a tree without errors.
  private func rendered(_ node: Int) -> String {
    var text = ""
    // The nodes to print, with nil for each closing parenthesis between them.
    var pending: [(node: Int, field: UInt16)?] = [(node, 0)]
    while let step = pending.popLast() {
      guard let step else {
        text += ")"
        continue
      }
      if step.node == node || isPrinted(step.node) {
        if !text.isEmpty { text += " " }
        if step.field != 0 { text += "\(grammar.fieldNames[Int(step.field)]): " }
        text += opening(of: step.node)
        pending.append(nil)
      }
      pending.append(contentsOf: children(of: step.node).map { ($0, nodes[$0].field) }.reversed())
    }
    return text
  }

  private func opening(of node: Int) -> String {
    let traits = nodes[node].traits
    let name = traits.contains(.named) ? kindName(node) : "\"\(kindName(node))\""
    return traits.contains(.missing) ? "(MISSING \(name)" : "(\(name)"
  }
}
