/// Conditionals and loops.
extension DataFlowAnalysis {
  mutating func branch(_ node: Int, _ given: States, _ depth: Int) throws(Abandoned) -> States {
    var current = given.copy
    var outcomes: [States] = []
    var hasAlternative = traits(of: node).contains(.alternative)
    var branching = false
    for child in tree.children(of: node) {
      let traits = traits(of: child)
      if traits.contains(.alternative) { hasAlternative = true }
      branching = traits.contains(.branch) || (branching && roles.branchesFromFirst)
      if branching, !roles.countsElseAsBranch, !tree.nodes[child].traits.contains(.named) { continue }
      if branching {
        let before = roles.sharesStates ? given : given.copy
        outcomes.append(try visit(child, before, depth: depth + 1))
      } else {
        current = try visit(child, current, depth: depth + 1)
      }
    }
    outcomes.append(current)
    if !hasAlternative || roles.conditionalsKeepStates { outcomes.append(given) }
    return try .meeting(outcomes, &edges)
  }

  /// A counting loop: visited once, then again from after its first child of certain kinds.
  mutating func count(
    _ node: Int, update: DataFlowRoles.Part?, _ given: States, _ depth: Int
  ) throws(Abandoned) -> States {
    let first = edges.edges.count
    var states = given
    for child in tree.children(of: node) { states = try visit(child, states, depth: depth + 1) }
    var again = false
    for child in tree.children(of: node) {
      if again {
        states = try visit(child, states, depth: depth + 1)
      } else if traits(of: child).contains(.initialization) {
        again = true
        if let update = update.flatMap({ tree.child($0, of: child) }) {
          states = try visit(update, states, depth: depth + 1)
        }
      }
    }
    try edges.merge(from: first)
    return states
  }

  /// A loop over elements: visited twice.
  mutating func iterate(
    _ node: Int, _ each: DataFlowRoles.Each, _ given: States, _ depth: Int
  ) throws(Abandoned) -> States {
    let first = edges.edges.count
    var states = given
    let name = tree.child(each.name, of: node)
    let value = tree.child(each.value, of: node)
    let body = tree.child(each.body, of: node)
    for _ in 0..<2 {
      switch each.assignment {
      case .product:
        guard let value, let name else { throw Abandoned() }
        states = try visit(value, states, depth: depth + 1)
        try connect(try variables(below: name), to: try variables(below: value), .computedFrom, states)
      case .matched:
        let (lefts, rights) = roles.sharesStates ? ([name], [value]) : try matchedParts(name, value)
        states = try match(lefts, rights, states, depth)
      }
      guard let body else { throw Abandoned() }
      if each.bodyKinds?.contains(tree.nodes[body].kind) ?? true {
        states = try visit(body, states, depth: depth + 1)
      }
    }
    try edges.merge(from: first)
    return states
  }

  /// Any other loop: its children are visited twice.
  mutating func loop(_ node: Int, _ given: States, _ depth: Int) throws(Abandoned) -> States {
    let first = edges.edges.count
    var states = given
    for _ in 0..<2 {
      for child in tree.children(of: node) { states = try visit(child, states, depth: depth + 1) }
    }
    try edges.merge(from: first)
    return states
  }
}
