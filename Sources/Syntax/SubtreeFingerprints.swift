/// A number for each subtree with children, equal for subtrees with equal S-expressions.
///
/// CodeBLEU compares S-expressions of all subtrees of two programs; as strings they take quadratic space and time. These
/// 64-bit fingerprints are built from the leaves up in linear time. Two different subtrees share one with a probability of
/// about 2⁻⁶⁴.
package struct SubtreeFingerprints: Sendable {
  /// Of each node with children, parents before children; the root is always the first.
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

  /// Chains the printed children; those of an unprinted child take its place.
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
        // Its children follow it in the array, and so take its place.
        child += 1
      }
    }
  }

  private static func append(_ child: UInt64, field: UInt16, to value: inout UInt64) {
    value = Fingerprint.mix(value ^ child) &+ UInt64(field)
  }

  /// Computes the fingerprints of a damaged tree anew, with the inserted tokens and unexpected characters that only its
  /// printed form tells of.
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
