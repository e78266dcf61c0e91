/// Extraction of a data-flow graph from a syntax tree.
extension DataFlowGraph {
  /// The graph by the rules of the published CodeBLEU programs, with merged names in the order that Python gives them
  /// with `PYTHONHASHSEED=0`; empty if those programs give up.
  ///
  /// - Complexity: each level of nested loops doubles the work on its content. Beyond 4 million steps, a million edges,
  ///   4 million numbers in merged lists, or 990 levels of nodes, the analysis gives up.
  package static func published(_ tree: SyntaxTree) -> DataFlowGraph {
    graph(tree, .published(tree.language), order: .pythonSet, characterColumns: true)
  }

  /// The graph by rules that fit the current grammars.
  package static func corrected(_ tree: SyntaxTree) -> DataFlowGraph {
    graph(tree, .corrected(tree.language), order: .firstAppearance, characterColumns: false)
  }

  private static func graph(
    _ tree: SyntaxTree, _ roles: DataFlowRoles, order: NameOrder, characterColumns: Bool
  ) -> DataFlowGraph {
    let tokens = DataFlowTokens(tree, roles, characterColumns: characterColumns)
    var analysis = DataFlowAnalysis(tree, roles, tokens, DataFlowEdges(tokens, order: order))
    do {
      try analysis.visit(0, DataFlowStates(names: tokens.names.count), depth: 0)
      return try analysis.edges.graph()
    } catch {
      return .empty
    }
  }
}

/// The tokens that each name's value comes from at a point of the program. It is a class because the Ruby rules let
/// callers see changes made below them.
final class DataFlowStates {
  /// The sources by name; nil for names without a value.
  private(set) var sources: [DataFlowGraph.NumberList?]

  init(names: Int) {
    sources = Array(repeating: nil, count: names)
  }

  private init(_ sources: [DataFlowGraph.NumberList?]) {
    self.sources = sources
  }

  subscript(name: Int32) -> DataFlowGraph.NumberList? {
    get { sources[Int(name)] }
    set { sources[Int(name)] = newValue }
  }

  var copy: DataFlowStates { DataFlowStates(sources) }

  /// The states where several paths through the program meet: each name may have its value from any of them.
  ///
  /// - Complexity: the number of names times the number of paths.
  static func meeting(_ ways: [DataFlowStates], _ edges: inout DataFlowEdges) throws(DataFlowAnalysis.Abandoned)
    -> DataFlowStates
  {
    guard let first = ways.first else { return DataFlowStates([]) }
    let met = first.copy
    for name in first.sources.indices {
      let known = first.sources[name]
      if ways.allSatisfy({ $0.sources[name] == known }) { continue }
      met.sources[name] = try edges.union(ways.compactMap { $0.sources[name] })
    }
    return met
  }
}
