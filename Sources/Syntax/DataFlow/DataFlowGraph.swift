/// Where the values of a program's variables come from.
///
/// One edge for each place at which a name or literal stands: the name, the relation, and the names its value came from.
/// After Guo et al., "GraphCodeBERT: Pre-training Code Representations with Data Flow" (ICLR 2021), section 3, whose rules
/// CodeBLEU's data-flow match uses.
package struct DataFlowGraph: Sendable, Equatable {
  package enum Relation: UInt8, Sendable {
    /// A value is named again or bound to a name.
    case comesFrom
    /// A value is the result of an assignment's expression.
    case computedFrom
  }

  package struct Edge: Sendable, Equatable {
    /// The name's number in `names`.
    package var name: Int32
    /// The place of its token among all tokens.
    package var token: Int32
    package var relation: Relation
    /// Numbers of the names the value comes from.
    package var parents: [Int32]
    /// Places of tokens the value comes from.
    package var parentTokens: [Int32]
  }

  /// In the order of their tokens.
  package var edges: [Edge]
  package var names: [ArraySlice<UInt8>]

  package init(edges: [Edge], names: [ArraySlice<UInt8>]) {
    self.edges = edges
    self.names = names
  }

  /// An edge with its names numbered by first appearance, so that graphs compare whatever the names are.
  package struct NormalizedEdge: Sendable, Hashable {
    package var name: Int32
    package var relation: Relation
    package var parents: [Int32]
  }

  /// The edges with names numbered from 0 in order of appearance, each edge's parents before its own name.
  package var normalized: [NormalizedEdge] {
    var numbers = [Int32](repeating: -1, count: names.count)
    var next: Int32 = 0
    func number(_ name: Int32) -> Int32 {
      if numbers[Int(name)] < 0 {
        numbers[Int(name)] = next
        next += 1
      }
      return numbers[Int(name)]
    }
    return edges.map { edge in
      let parents = edge.parents.map(number)
      return NormalizedEdge(name: number(edge.name), relation: edge.relation, parents: parents)
    }
  }
}
