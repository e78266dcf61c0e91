/// Fingerprints of all subtrees with children, equal for subtrees with equal S-expressions.
///
/// CodeBLEU compares the S-expressions of all subtrees of two programs, which take quadratic space and time as strings.
/// These 64-bit fingerprints are built bottom-up in linear time. Two different subtrees have the same one with a
/// probability of about 2⁻⁶⁴.
package struct SubtreeFingerprints: Sendable {
  /// The fingerprint of each node with children, parents first; the root always comes first.
  package let values: [UInt64]

  /// - Complexity: linear in the number of nodes.
  package init(_ tree: SyntaxTree) {
    var fingerprints = [UInt64](repeating: 0, count: tree.nodes.count)
    for node in tree.nodes.indices.reversed() {
      var value = Self.label(of: node, in: tree)
      Self.append(childrenOf: node, in: tree, fingerprints, to: &value)
      fingerprints[node] = value
    }
    if let printed = tree.printed { Self.correct(&fingerprints, of: tree, by: printed) }
    var values: [UInt64] = []
    values.reserveCapacity(fingerprints.count)
    for node in tree.nodes.indices where node == 0 || tree.hasChildren(node) { values.append(fingerprints[node]) }
    self.values = values
  }

  private static func label(of node: Int, in tree: SyntaxTree) -> UInt64 {
    Fingerprint.mix(UInt64(tree.nodes[node].kind) << 8 | (tree.nodes[node].traits.contains(.missing) ? 1 : 0))
  }

  /// Chains the printed children; an unprinted child is replaced by its own children.
  private static func append(
    childrenOf node: Int, in tree: SyntaxTree, _ fingerprints: [UInt64], to value: inout UInt64
  ) {
    var child = node + 1
    let end = Int(tree.nodes[node].end)
    while child < end {
      if tree.isPrinted(child) {
        append(fingerprints[child], field: tree.nodes[child].field, to: &value)
        child = Int(tree.nodes[child].end)
      } else {
        // Its children follow it in the array and so replace it.
        child += 1
      }
    }
  }

  private static func append(_ child: UInt64, field: UInt16, to value: inout UInt64) {
    value = Fingerprint.mix(value ^ child) &+ UInt64(field)
  }

  /// Recomputes the fingerprints of a damaged tree with the inserted tokens and unexpected characters that appear only
  /// in its printed form.
  private static func correct(_ fingerprints: inout [UInt64], of tree: SyntaxTree, by printed: PrintedTree) {
    var open: [(node: Int?, value: UInt64)] = []
    printed.walk(tree) { step in
      switch step {
      case .open(let node, let range):
        let text = printed.text[range]
        if let node, !text.starts(with: "(UNEXPECTED".utf8) {
          open.append((node, label(of: node, in: tree)))
        } else {
          open.append((node, text.reduce(1) { Fingerprint.mix($0 ^ UInt64($1)) }))
        }
      case .close:
        guard let closed = open.popLast() else { return }
        if let node = closed.node { fingerprints[node] = closed.value }
        guard let parent = open.indices.last else { return }
        append(closed.value, field: closed.node.map { tree.nodes[$0].field } ?? 0, to: &open[parent].value)
      }
    }
  }
}
