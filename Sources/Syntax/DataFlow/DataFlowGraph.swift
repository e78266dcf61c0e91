/// A data-flow graph: the sources of the values of a program's variables.
///
/// It has one edge for each occurrence of a name or literal: the name, the relation, and the names its value came from.
/// After Guo et al., "GraphCodeBERT: Pre-training Code Representations with Data Flow" (ICLR 2021), section 3, whose
/// rules CodeBLEU's data-flow match uses.
package struct DataFlowGraph: Sendable {
  package enum Relation: UInt8, Sendable {
    /// A value is named again or bound to a name.
    case comesFrom
    /// A value is the result of an assignment's expression.
    case computedFrom
  }

  package struct Edge: Sendable, Equatable {
    /// The name's index in `names`.
    package var name: Int32
    /// The index of its token among all tokens.
    package var token: Int32
    package var relation: Relation
    /// The names the value comes from; `numbers(of:)` gives their indices in `names`.
    package var parents: NumberList
    /// The tokens the value comes from; `numbers(of:)` gives their indices among all tokens.
    package var parentTokens: NumberList
  }

  /// A list of numbers in the graph's store.
  package struct NumberList: Sendable, Equatable {
    var start: Int32
    package var count: Int32

    static let empty = NumberList(start: 0, count: 0)
  }

  /// The edges in token order.
  package let edges: [Edge]
  package let names: [ArraySlice<UInt8>]
  private let store: [Int32]

  init(edges: [Edge], names: [ArraySlice<UInt8>], store: [Int32]) {
    self.edges = edges
    self.names = names
    self.store = store
  }

  static let empty = DataFlowGraph(edges: [], names: [], store: [])

  package func numbers(of list: NumberList) -> ArraySlice<Int32> { store[list] }

  /// A number for each edge, with names replaced by their order of first appearance (an edge's parents before its own
  /// name), so graphs compare equal regardless of names.
  package var fingerprints: [UInt64] {
    var places = [UInt64](repeating: 0, count: names.count)
    var next: UInt64 = 0
    func place(_ name: Int32) -> UInt64 {
      if places[Int(name)] == 0 {
        next += 1
        places[Int(name)] = next
      }
      return places[Int(name)]
    }
    return edges.map { edge in
      let relation = Fingerprint.mix(UInt64(edge.relation.rawValue))
      let parents = numbers(of: edge.parents).reduce(relation) { Fingerprint.mix($0 ^ place($1)) }
      return Fingerprint.mix(parents &+ place(edge.name))
    }
  }
}

extension [Int32] {
  subscript(list: DataFlowGraph.NumberList) -> ArraySlice<Int32> {
    self[Int(list.start)..<Int(list.start + list.count)]
  }
}
