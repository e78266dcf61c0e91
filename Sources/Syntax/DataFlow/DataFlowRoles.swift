/// A language's rules, indexed by node kind.
final class DataFlowRoles: Sendable {
  enum Role: Sendable {
    case plain
    case definition(Definition)
    case assignment
    case assignmentByPlace
    case comprehension
    case increment
    case conditional
    case counting(update: Part?)
    case each(Each)
    case loop
  }

  /// A child of a node; none for a field that the grammar lacks.
  enum Part: Sendable {
    case field(UInt16)
    case child(Int)
    case lastChild
    case nothing
  }

  struct Definition: Sendable {
    var name: Part
    var value: Part
    /// The numbers of children that mean the node has a value, if its parts are found by position.
    var childrenWithValue: ClosedRange<Int>?
  }

  struct Each: Sendable {
    var name: Part
    var value: Part
    var body: Part
    var assignment: DataFlowRules.Assignment
    /// The body's kinds, if only bodies of these kinds count.
    var bodyKinds: [UInt16]?
  }

  struct Traits: OptionSet, Sendable {
    var rawValue: UInt8

    /// A token that has children.
    static let wholeText = Traits(rawValue: 1)
    static let comment = Traits(rawValue: 2)
    static let comma = Traits(rawValue: 4)
    static let branch = Traits(rawValue: 8)
    /// The node's kind has `else` in its name.
    static let alternative = Traits(rawValue: 16)
    /// Visited before its siblings.
    static let early = Traits(rawValue: 32)
    static let identifier = Traits(rawValue: 64)
    /// Begins a counting loop.
    static let initialization = Traits(rawValue: 128)
  }

  /// By kind.
  let roles: [Role]
  /// By kind.
  let traits: [Traits]
  let left: Part
  let right: Part
  let assignment: DataFlowRules.Assignment
  /// Whether the branches of a conditional are all children from its first branch to its end.
  let branchesFromFirst: Bool
  let countsElseAsBranch: Bool
  let conditionalsKeepStates: Bool
  let sharesStates: Bool
  /// Whether any children are visited before their siblings.
  let hasEarly: Bool

  init(_ rules: DataFlowRules, _ grammar: Grammar) {
    let branches =
      switch rules.branching {
      case .fromFirst, .conditionals: rules.conditionals
      case .kinds(let names): names
      }
    let marks: [(Traits, (String) -> Bool)] = [
      (.wholeText, { ["string_literal", "string", "character_literal"].contains($0) }),
      (.comment, { $0 == "comment" }),
      (.comma, { $0 == "," }),
      (.branch, { branches.contains($0) }),
      (.alternative, { $0.contains("else") }),
      (.early, { rules.early.contains($0) }),
      (.identifier, { $0 == "identifier" }),
      (.initialization, { name in rules.counting.contains { $0.initialization.contains(name) } }),
    ]
    traits = grammar.kindNames.map { name in
      marks.reduce(into: Traits()) { traits, mark in if mark.1(name) { traits.insert(mark.0) } }
    }
    roles = grammar.kindNames.map { Self.role(of: $0, rules, grammar) }
    left = Self.part(.field("left"), grammar)
    right = Self.part(.field("right"), grammar)
    assignment = rules.assignment
    branchesFromFirst = if case .fromFirst = rules.branching { true } else { false }
    countsElseAsBranch = rules.countsElseAsBranch
    conditionalsKeepStates = rules.conditionalsKeepStates
    sharesStates = rules.sharesStates
    hasEarly = !rules.early.isEmpty
  }

  private static func role(of name: String, _ rules: DataFlowRules, _ grammar: Grammar) -> Role {
    if let definition = rules.definitions.first(where: { $0.kinds.contains(name) }) {
      return .definition(
        Definition(
          name: part(definition.name, grammar), value: part(definition.value, grammar),
          childrenWithValue: definition.childrenWithValue))
    }
    if rules.assignments.contains(name) { return .assignment }
    if rules.assignmentsByPlace.contains(name) { return .assignmentByPlace }
    if rules.comprehensions.contains(name) { return .comprehension }
    if rules.increments.contains(name) { return .increment }
    if rules.conditionals.contains(name) { return .conditional }
    if let loop = rules.counting.first(where: { $0.kinds.contains(name) }) {
      return .counting(update: loop.update.map { part(.field($0), grammar) })
    }
    if let each = rules.each.first(where: { $0.kinds.contains(name) }) {
      return .each(
        Each(
          name: part(each.name, grammar), value: part(each.value, grammar), body: part(each.body, grammar),
          assignment: each.assignment, bodyKinds: each.bodyKind.map { grammar.kinds(named: $0) }))
    }
    return rules.loops.contains(name) ? .loop : .plain
  }

  private static func part(_ part: DataFlowRules.Part, _ grammar: Grammar) -> Part {
    switch part {
    case .field(let name): grammar.field(named: name).map { .field($0) } ?? .nothing
    case .child(let place): .child(place)
    case .lastChild: .lastChild
    }
  }

  static func published(_ language: ProgrammingLanguage) -> DataFlowRoles {
    published[language] ?? DataFlowRoles(.published(language), Grammar.of(language))
  }

  static func corrected(_ language: ProgrammingLanguage) -> DataFlowRoles {
    corrected[language] ?? DataFlowRoles(.corrected(language), Grammar.of(language))
  }

  private static let published = Dictionary(
    uniqueKeysWithValues: ProgrammingLanguage.allCases.map { ($0, DataFlowRoles(.published($0), Grammar.of($0))) })
  private static let corrected = Dictionary(
    uniqueKeysWithValues: ProgrammingLanguage.allCases.map { ($0, DataFlowRoles(.corrected($0), Grammar.of($0))) })
}

extension SyntaxTree {
  /// The first child that matches a rule's part.
  func child(_ part: DataFlowRoles.Part, of node: Int) -> Int? {
    switch part {
    case .field(let field): child(of: node, field: field)
    case .child(let place): children(of: node).dropFirst(place).first { _ in true }
    case .lastChild: children(of: node).reduce(nil) { $1 }
    case .nothing: nil
    }
  }
}
