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
