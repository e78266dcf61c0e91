/// Extraction of a data-flow graph from a syntax tree.
extension DataFlowGraph {
  /// The graph by the rules of the published CodeBLEU programs, whose merged names stand in the order that Python gives them
  /// with `PYTHONHASHSEED=0`; empty where those programs give up.
  ///
  /// - Complexity: each level of nested loops doubles the work on what stands in it. Beyond 4 million steps, or 990 levels
  ///   of nodes, the analysis gives up.
  package static func published(_ tree: SyntaxTree) -> DataFlowGraph {
    graph(tree, .published(tree.language), order: .pythonSet, characterColumns: true)
  }

  /// The graph by rules that fit the grammars.
  package static func corrected(_ tree: SyntaxTree) -> DataFlowGraph {
    graph(tree, .corrected(tree.language), order: .firstAppearance, characterColumns: false)
  }

  private static func graph(
    _ tree: SyntaxTree, _ roles: DataFlowRoles, order: NameOrder, characterColumns: Bool
  ) -> DataFlowGraph {
    let tokens = DataFlowTokens(tree, roles, characterColumns: characterColumns)
    var analysis = DataFlowAnalysis(tree: tree, roles: roles, tokens: tokens, order: order)
    _ = try? analysis.visit(0, DataFlowStates(), depth: 0)
    guard analysis.isComplete else { return DataFlowGraph(edges: [], names: []) }
    return DataFlowGraph(edges: analysis.connectedEdges, names: tokens.names)
  }
}

/// Which tokens each name's value comes from at a point of the program. A reference, since the Ruby rules let callers see
/// what is changed below them.
final class DataFlowStates {
  var sources: [Int32: [Int32]]

  init(_ sources: [Int32: [Int32]] = [:]) {
    self.sources = sources
  }
}

struct DataFlowAnalysis {
  /// The program is one that the analysis gives up on.
  struct Abandoned: Error {}

  let tree: SyntaxTree
  let roles: DataFlowRoles
  let tokens: DataFlowTokens
  let order: NameOrder
  private(set) var isComplete = false
  private var edges: [DataFlowGraph.Edge] = []
  private var hashes: [Int32: UInt64] = [:]
  private var steps = 0

  private static let mostSteps = 1 << 22
  private static let deepest = 990

  init(tree: SyntaxTree, roles: DataFlowRoles, tokens: DataFlowTokens, order: NameOrder) {
    self.tree = tree
    self.roles = roles
    self.tokens = tokens
    self.order = order
  }

  /// Adds the edges of a subtree and returns what holds after it.
  @discardableResult
  mutating func visit(_ node: Int, _ given: DataFlowStates, depth: Int) throws(Abandoned) -> DataFlowStates {
    steps += 1
    guard steps <= Self.mostSteps, depth <= Self.deepest, !tokens.isPartOfToken[node] else { throw Abandoned() }
    let kind = Int(tree.nodes[node].kind)
    let isLeaf = roles.wholeTexts[kind] || !tree.hasChildren(node)
    // Where callers must not see changes, `branch` keeps a copy; the published Ruby rules copy at leaves instead.
    let states = isLeaf && roles.rules.sharesStates ? DataFlowStates(given.sources) : given
    var after = states
    if isLeaf, !roles.comments[kind] {
      visitToken(node, states)
    } else {
      switch roles.roles[kind] {
      case .definition(let place): after = try define(node, roles.rules.definitions[place], states, depth)
      case .assignment, .assignmentByPlace, .comprehension: after = try assign(node, states, depth)
      case .increment: try increment(node, states)
      case .conditional: after = try branch(node, states, depth)
      case .counting(let place): after = try count(node, roles.rules.counting[place], states, depth)
      case .each(let place): after = try iterate(node, roles.rules.each[place], states, depth)
      case .loop: after = try loop(node, states, depth)
      case .plain: after = try visitChildren(of: node, states, depth)
      }
    }
    if depth == 0 { isComplete = true }
    return after
  }

  private mutating func visitToken(_ node: Int, _ states: DataFlowStates) {
    let token = tokens.tokens(of: node, in: tree).lowerBound
    guard token < tokens.texts.count, tokens.isVariable[token] else { return }
    let name = tokens.texts[token]
    if let sources = states.sources[name] {
      add(token, .comesFrom, [name], sources)
    } else {
      if roles.identifiers[Int(tree.nodes[node].kind)] { states.sources[name] = [tokens.numbers[token]] }
      add(token, .comesFrom, [], [])
    }
  }

  private mutating func visitChildren(
    of node: Int, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    var states = given
    if !roles.rules.early.isEmpty {
      for child in tree.children(of: node) where roles.early[Int(tree.nodes[child].kind)] {
        states = try visit(child, states, depth: depth + 1)
      }
    }
    for child in tree.children(of: node) where !roles.early[Int(tree.nodes[child].kind)] {
      states = try visit(child, states, depth: depth + 1)
    }
    return states
  }

  // MARK: Definitions and assignments

  private mutating func define(
    _ node: Int, _ definition: DataFlowRules.Definition, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    let hasValue = definition.childrenWithValue?.contains(Array(tree.children(of: node)).count) ?? true
    let value = hasValue ? roles.part(definition.value, of: node, in: tree) : nil
    guard let name = roles.part(definition.name, of: node, in: tree) else { throw Abandoned() }
    guard let value else {
      for token in try variables(below: name) {
        add(token, .comesFrom, [], [])
        given.sources[tokens.texts[token]] = [tokens.numbers[token]]
      }
      return given
    }
    let states = try visit(value, given, depth: depth + 1)
    connect(try variables(below: name), to: try variables(below: value), .comesFrom, states)
    return states
  }

  private mutating func assign(
    _ node: Int, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    let left = roles.part(.field("left"), of: node, in: tree)
    let right = roles.part(.field("right"), of: node, in: tree)
    switch (roles.rules.assignment, roles.roles[Int(tree.nodes[node].kind)]) {
    case (.matched, .comprehension):
      return try match([left], [roles.part(.lastChild, of: node, in: tree)], given, depth)
    case (.matched, .assignmentByPlace):
      guard left != nil, right != nil else { throw Abandoned() }
      return try match(
        [roles.part(.child(0), of: node, in: tree)], [roles.part(.lastChild, of: node, in: tree)], given, depth)
    case (.matched, _):
      // An annotated name without a value; Ruby's rules have no such case and stumble over it.
      if right == nil, !roles.rules.sharesStates { return given }
      let (lefts, rights) = try matchedParts(left, right)
      return try match(lefts, rights, given, depth)
    case (.product, _):
      guard let right, let left else { throw Abandoned() }
      let states = try visit(right, given, depth: depth + 1)
      connect(try variables(below: left), to: try variables(below: right), .computedFrom, states)
      return states
    }
  }

  /// The parts of both sides where they are equally many, or else the sides as they are.
  private func matchedParts(_ left: Int?, _ right: Int?) throws(Abandoned) -> ([Int?], [Int?]) {
    guard let left, let right else { throw Abandoned() }
    let lefts = tree.children(of: left).filter { !roles.commas[Int(tree.nodes[$0].kind)] }
    let rights = tree.children(of: right).filter { !roles.commas[Int(tree.nodes[$0].kind)] }
    return lefts.count == rights.count && !lefts.isEmpty ? (lefts, rights) : ([left], [right])
  }

  private mutating func match(
    _ lefts: [Int?], _ rights: [Int?], _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    var states = given
    for right in rights {
      guard let right else { throw Abandoned() }
      states = try visit(right, states, depth: depth + 1)
    }
    for (left, right) in zip(lefts, rights) {
      guard let left, let right else { throw Abandoned() }
      let sources = try variables(below: right)
      let (names, places) = (sources.map { tokens.texts[$0] }, sources.map { tokens.numbers[$0] })
      for token in try variables(below: left) {
        add(token, .computedFrom, names, places)
        states.sources[tokens.texts[token]] = [tokens.numbers[token]]
      }
    }
    return states
  }

  private mutating func increment(_ node: Int, _ states: DataFlowStates) throws(Abandoned) {
    let variables = try variables(below: node)
    connect(variables, to: variables, .computedFrom, states)
  }

  /// One edge from each name to each of its sources.
  private mutating func connect(
    _ names: [Int], to sources: [Int], _ relation: DataFlowGraph.Relation, _ states: DataFlowStates
  ) {
    for token in names {
      for source in sources { add(token, relation, [tokens.texts[source]], [tokens.numbers[source]]) }
      states.sources[tokens.texts[token]] = [tokens.numbers[token]]
    }
  }

  // MARK: Branches and loops

  private mutating func branch(
    _ node: Int, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    var current = DataFlowStates(given.sources)
    var outcomes: [DataFlowStates] = []
    var hasAlternative = roles.alternatives[Int(tree.nodes[node].kind)]
    var branching = false
    for child in tree.children(of: node) {
      let kind = Int(tree.nodes[child].kind)
      if roles.alternatives[kind] { hasAlternative = true }
      if case .fromFirst = roles.rules.branching {
        branching = branching || roles.branches[kind]
      } else {
        branching = roles.branches[kind]
      }
      if branching, !roles.rules.countsElseAsBranch, !tree.nodes[child].traits.contains(.named) { continue }
      if branching {
        let before = roles.rules.sharesStates ? given : DataFlowStates(given.sources)
        outcomes.append(try visit(child, before, depth: depth + 1))
      } else {
        current = try visit(child, current, depth: depth + 1)
      }
    }
    outcomes.append(current)
    if !hasAlternative || roles.rules.conditionalsKeepStates { outcomes.append(given) }
    var merged: [Int32: Set<Int32>] = [:]
    for outcome in outcomes {
      for (name, sources) in outcome.sources { merged[name, default: []].formUnion(sources) }
    }
    return DataFlowStates(merged.mapValues { $0.sorted() })
  }

  private mutating func count(
    _ node: Int, _ loop: DataFlowRules.Counting, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    let first = edges.count
    var states = given
    for child in tree.children(of: node) { states = try visit(child, states, depth: depth + 1) }
    var again = false
    for child in tree.children(of: node) {
      if again {
        states = try visit(child, states, depth: depth + 1)
      } else if loop.initialization.contains(tree.kindName(child)) {
        again = true
        if let update = loop.update.flatMap({ roles.part(.field($0), of: child, in: tree) }) {
          states = try visit(update, states, depth: depth + 1)
        }
      }
    }
    merge(from: first)
    return states
  }

  private mutating func iterate(
    _ node: Int, _ each: DataFlowRules.Each, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    let first = edges.count
    var states = given
    let name = roles.part(each.name, of: node, in: tree)
    let value = roles.part(each.value, of: node, in: tree)
    let body = roles.part(each.body, of: node, in: tree)
    for _ in 0..<2 {
      switch each.assignment {
      case .product:
        guard let value, let name else { throw Abandoned() }
        states = try visit(value, states, depth: depth + 1)
        connect(try variables(below: name), to: try variables(below: value), .computedFrom, states)
      case .matched:
        let (lefts, rights) =
          roles.rules.sharesStates ? ([name], [value]) : try matchedParts(name, value)
        states = try match(lefts, rights, states, depth)
      }
      guard let body else { throw Abandoned() }
      if each.bodyKind == nil || each.bodyKind == tree.kindName(body) {
        states = try visit(body, states, depth: depth + 1)
      }
    }
    merge(from: first)
    return states
  }

  private mutating func loop(
    _ node: Int, _ given: DataFlowStates, _ depth: Int
  ) throws(Abandoned) -> DataFlowStates {
    let first = edges.count
    var states = given
    for _ in 0..<2 {
      for child in tree.children(of: node) { states = try visit(child, states, depth: depth + 1) }
    }
    merge(from: first)
    return states
  }

  // MARK: Edges

  /// The names and literals at and below a node. There are no rules for parts of a string.
  private func variables(below node: Int) throws(Abandoned) -> [Int] {
    guard !tokens.isPartOfToken[node] else { throw Abandoned() }
    return tokens.tokens(of: node, in: tree).filter { tokens.isVariable[$0] }
  }

  private mutating func add(
    _ token: Int, _ relation: DataFlowGraph.Relation, _ parents: [Int32], _ parentTokens: [Int32]
  ) {
    edges.append(
      DataFlowGraph.Edge(
        name: tokens.texts[token], token: tokens.numbers[token], relation: relation, parents: parents,
        parentTokens: parentTokens))
  }

  /// Joins the edges that a loop gave twice.
  private mutating func merge(from first: Int) {
    struct Key: Hashable {
      var name: Int32
      var token: Int32
      var relation: DataFlowGraph.Relation
    }
    var places: [Key: Int] = [:]
    var merged: [DataFlowGraph.Edge] = []
    for edge in edges[first...] {
      let key = Key(name: edge.name, token: edge.token, relation: edge.relation)
      if let place = places[key] {
        merged[place].parents = order.distinct(
          merged[place].parents + edge.parents, names: tokens.names, hashes: &hashes)
        merged[place].parentTokens = Set(merged[place].parentTokens + edge.parentTokens).sorted()
      } else {
        places[key] = merged.count
        merged.append(edge)
      }
    }
    edges.replaceSubrange(first..., with: merged)
  }

  /// The edges in the order of their tokens, without those of unconnected tokens; the edges of one token are joined, and the
  /// last gives name and relation.
  var connectedEdges: [DataFlowGraph.Edge] {
    // Closures that named the property would copy the whole analysis for every comparison.
    let edges = edges
    var isConnected = [Bool](repeating: false, count: tokens.texts.count)
    for edge in edges where !edge.parentTokens.isEmpty {
      isConnected[Int(edge.token)] = true
      for parent in edge.parentTokens { isConnected[Int(parent)] = true }
    }
    // Sorting places moves less than sorting edges.
    let places = edges.indices.filter { isConnected[Int(edges[$0].token)] }
      .sorted { (edges[$0].token, $0) < (edges[$1].token, $1) }
    var hashes = hashes
    var result: [DataFlowGraph.Edge] = []
    result.reserveCapacity(places.count)
    for place in places {
      guard let last = result.last, last.token == edges[place].token else {
        result.append(edges[place])
        continue
      }
      var joined = edges[place]
      joined.parents = order.distinct(last.parents + joined.parents, names: tokens.names, hashes: &hashes)
      joined.parentTokens = Set(last.parentTokens + joined.parentTokens).sorted()
      result[result.count - 1] = joined
    }
    return result
  }
}
