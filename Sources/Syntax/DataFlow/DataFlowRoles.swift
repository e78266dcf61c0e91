/// Rules of a language, looked up by kind of node.
struct DataFlowRoles: Sendable {
  enum Role: Sendable {
    case plain
    case definition(Int)
    case assignment
    case assignmentByPlace
    case comprehension
    case increment
    case conditional
    case counting(Int)
    case each(Int)
    case loop
  }

  let rules: DataFlowRules
  /// By kind.
  let roles: [Role]
  /// Kinds whose nodes are tokens although they have children.
  let wholeTexts: [Bool]
  let comments: [Bool]
  let commas: [Bool]
  let branches: [Bool]
  /// Kinds with `else` in their name.
  let alternatives: [Bool]
  let early: [Bool]
  let identifiers: [Bool]
  private let grammar: Grammar

  init(_ rules: DataFlowRules, _ grammar: Grammar) {
    func marks(_ names: [String]) -> [Bool] { grammar.kindNames.map { names.contains($0) } }
    self.rules = rules
    self.grammar = grammar
    roles = grammar.kindNames.map { Self.role(of: $0, rules) }
    wholeTexts = marks(["string_literal", "string", "character_literal"])
    comments = marks(["comment"])
    commas = marks([","])
    alternatives = grammar.kindNames.map { $0.contains("else") }
    early = marks(rules.early)
    identifiers = marks(["identifier"])
    branches =
      switch rules.branching {
      case .fromFirst, .conditionals: marks(rules.conditionals)
      case .kinds(let names): marks(names)
      }
  }

  private static func role(of name: String, _ rules: DataFlowRules) -> Role {
    if let place = rules.definitions.firstIndex(where: { $0.kinds.contains(name) }) { return .definition(place) }
    if rules.assignments.contains(name) { return .assignment }
    if rules.assignmentsByPlace.contains(name) { return .assignmentByPlace }
    if rules.comprehensions.contains(name) { return .comprehension }
    if rules.increments.contains(name) { return .increment }
    if rules.conditionals.contains(name) { return .conditional }
    if let place = rules.counting.firstIndex(where: { $0.kinds.contains(name) }) { return .counting(place) }
    if let place = rules.each.firstIndex(where: { $0.kinds.contains(name) }) { return .each(place) }
    return rules.loops.contains(name) ? .loop : .plain
  }

  func part(_ part: DataFlowRules.Part, of node: Int, in tree: SyntaxTree) -> Int? {
    switch part {
    case .field(let name): grammar.field(named: name).flatMap { tree.child(of: node, field: $0) }
    case .child(let place): tree.children(of: node).dropFirst(place).first { _ in true }
    case .lastChild: tree.children(of: node).reduce(nil) { $1 }
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
