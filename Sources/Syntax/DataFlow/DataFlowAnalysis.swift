/// Walks a tree by a language's rules and collects its data-flow edges.
struct DataFlowAnalysis {
  typealias States = DataFlowStates

  /// The analysis gives up on the program.
  struct Abandoned: Error {}

  let tree: SyntaxTree
  let roles: DataFlowRoles
  let tokens: DataFlowTokens
  var edges: DataFlowEdges
  private var steps = 0

  private static let mostSteps = 1 << 22
  private static let deepest = 990

  init(_ tree: SyntaxTree, _ roles: DataFlowRoles, _ tokens: DataFlowTokens, _ edges: DataFlowEdges) {
    self.tree = tree
    self.roles = roles
    self.tokens = tokens
    self.edges = edges
  }

  /// Adds the edges of a subtree and returns the states after it.
  @discardableResult
  mutating func visit(_ node: Int, _ given: States, depth: Int) throws(Abandoned) -> States {
    steps += 1
    guard steps <= Self.mostSteps, depth <= Self.deepest, !tokens.isPartOfToken[node] else { throw Abandoned() }
    let traits = traits(of: node)
    let isLeaf = traits.contains(.wholeText) || !tree.hasChildren(node)
    // `branch` keeps a copy if callers must not see changes; the published Ruby rules copy at leaves instead.
    let states = isLeaf && roles.sharesStates ? given.copy : given
    if isLeaf, !traits.contains(.comment) {
      try visitToken(node, states)
      return states
    }
    switch roles.roles[Int(tree.nodes[node].kind)] {
    case .definition(let definition): return try define(node, definition, states, depth)
    case .assignment, .assignmentByPlace, .comprehension: return try assign(node, states, depth)
    case .increment: return try increment(node, states)
    case .conditional: return try branch(node, states, depth)
    case .counting(let update): return try count(node, update: update, states, depth)
    case .each(let each): return try iterate(node, each, states, depth)
    case .loop: return try loop(node, states, depth)
    case .plain: return try visitChildren(of: node, states, depth)
    }
  }

  func traits(of node: Int) -> DataFlowRoles.Traits { roles.traits[Int(tree.nodes[node].kind)] }

  /// The variables at and below a node. No rules apply to parts of a string.
  func variables(below node: Int) throws(Abandoned) -> Range<Int> {
    guard !tokens.isPartOfToken[node] else { throw Abandoned() }
    return tokens.variables(of: node, in: tree)
  }

  private mutating func visitToken(_ node: Int, _ states: States) throws(Abandoned) {
    guard let variable = tokens.variables(of: node, in: tree).first else { return }
    let name = tokens.texts[variable]
    if let sources = states[name] {
      try edges.add(variable, .comesFrom, parents: edges.names(of: variable..<variable + 1), parentTokens: sources)
    } else {
      if traits(of: node).contains(.identifier) { set(variable, states) }
      try edges.add(variable, .comesFrom, parents: .empty, parentTokens: .empty)
    }
  }

  private mutating func visitChildren(of node: Int, _ given: States, _ depth: Int) throws(Abandoned) -> States {
    var states = given
    if roles.hasEarly {
      states = try visitChildren(of: node, states, depth) { $0.contains(.early) }
    }
    return try visitChildren(of: node, states, depth) { !$0.contains(.early) }
  }

  private mutating func visitChildren(
    of node: Int, _ given: States, _ depth: Int, _ isMeant: (DataFlowRoles.Traits) -> Bool
  ) throws(Abandoned) -> States {
    var states = given
    var child = node + 1
    while child < Int(tree.nodes[node].end) {
      if isMeant(traits(of: child)) { states = try visit(child, states, depth: depth + 1) }
      child = Int(tree.nodes[child].end)
    }
    return states
  }

  /// From here on, the variable's name has its value from this variable.
  func set(_ variable: Int, _ states: States) {
    states[tokens.texts[variable]] = edges.places(of: variable..<variable + 1)
  }

  /// Adds one edge from each name to each of its sources.
  mutating func connect(
    _ names: Range<Int>, to sources: Range<Int>, _ relation: DataFlowGraph.Relation, _ states: States
  ) throws(Abandoned) {
    for variable in names {
      for source in sources {
        let source = source..<source + 1
        try edges.add(variable, relation, parents: edges.names(of: source), parentTokens: edges.places(of: source))
      }
      set(variable, states)
    }
  }
}
