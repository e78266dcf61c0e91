/// Definitions and assignments.
extension DataFlowAnalysis {
  mutating func define(
    _ node: Int, _ definition: DataFlowRoles.Definition, _ given: States, _ depth: Int
  ) throws(Abandoned) -> States {
    let hasValue = definition.childrenWithValue?.contains(childCount(of: node)) ?? true
    let value = hasValue ? tree.child(definition.value, of: node) : nil
    guard let name = tree.child(definition.name, of: node) else { throw Abandoned() }
    guard let value else {
      for variable in try variables(below: name) {
        try edges.add(variable, .comesFrom, parents: .empty, parentTokens: .empty)
        set(variable, given)
      }
      return given
    }
    let states = try visit(value, given, depth: depth + 1)
    try connect(try variables(below: name), to: try variables(below: value), .comesFrom, states)
    return states
  }

  mutating func assign(_ node: Int, _ given: States, _ depth: Int) throws(Abandoned) -> States {
    let left = tree.child(roles.left, of: node)
    let right = tree.child(roles.right, of: node)
    switch (roles.assignment, roles.roles[Int(tree.nodes[node].kind)]) {
    case (.matched, .comprehension):
      return try match([left], [tree.child(.lastChild, of: node)], given, depth)
    case (.matched, .assignmentByPlace):
      guard left != nil, right != nil else { throw Abandoned() }
      return try match([tree.child(.child(0), of: node)], [tree.child(.lastChild, of: node)], given, depth)
    case (.matched, _):
      // An annotated name without a value; Ruby's rules do not handle this case and fail on it.
      if right == nil, !roles.sharesStates { return given }
      let (lefts, rights) = try matchedParts(left, right)
      return try match(lefts, rights, given, depth)
    case (.product, _):
      guard let right, let left else { throw Abandoned() }
      let states = try visit(right, given, depth: depth + 1)
      try connect(try variables(below: left), to: try variables(below: right), .computedFrom, states)
      return states
    }
  }

  mutating func increment(_ node: Int, _ states: States) throws(Abandoned) -> States {
    let variables = try variables(below: node)
    try connect(variables, to: variables, .computedFrom, states)
    return states
  }

  /// The parts of both sides if there are equally many, or else the unsplit sides.
  func matchedParts(_ left: Int?, _ right: Int?) throws(Abandoned) -> ([Int?], [Int?]) {
    guard let left, let right else { throw Abandoned() }
    let lefts = tree.children(of: left).filter { !traits(of: $0).contains(.comma) }
    let rights = tree.children(of: right).filter { !traits(of: $0).contains(.comma) }
    return lefts.count == rights.count && !lefts.isEmpty ? (lefts, rights) : ([left], [right])
  }

  mutating func match(
    _ lefts: [Int?], _ rights: [Int?], _ given: States, _ depth: Int
  ) throws(Abandoned) -> States {
    var states = given
    for right in rights {
      guard let right else { throw Abandoned() }
      states = try visit(right, states, depth: depth + 1)
    }
    for (left, right) in zip(lefts, rights) {
      guard let left, let right else { throw Abandoned() }
      let sources = try variables(below: right)
      for variable in try variables(below: left) {
        try edges.add(
          variable, .computedFrom, parents: edges.names(of: sources), parentTokens: edges.places(of: sources))
        set(variable, states)
      }
    }
    return states
  }

  private func childCount(of node: Int) -> Int { tree.children(of: node).reduce(0) { count, _ in count + 1 } }
}
