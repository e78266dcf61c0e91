import Syntax

/// The rules of one language as tables indexed by the grammar's symbol numbers, one shared value for each language.
struct LabelTable: Sendable {
  /// What a node adds to the context it inherits from its parent.
  struct Effect: Sendable {
    var constructs: Construct = []
    var setting: Setting?
    /// The label of the node itself, if it is a token outside all constructs.
    var label: SemanticLabel?
    var traits: Traits = []

    static func += (effect: inout Effect, other: Effect) {
      effect.constructs.formUnion(other.constructs)
      effect.setting = other.setting ?? effect.setting
      effect.label = other.label ?? effect.label
      effect.traits.formUnion(other.traits)
    }
  }

  struct Traits: OptionSet, Sendable {
    var rawValue: UInt8

    /// An expression whose operator decides the setting.
    static let operation = Traits(rawValue: 1)
    static let callee = Traits(rawValue: 2)
    static let member = Traits(rawValue: 4)
    static let declaration = Traits(rawValue: 8)
    static let function = Traits(rawValue: 16)
  }

  /// By kind.
  private var whole: [Effect?]
  /// By the parent's kind: the special rules for its children, nil for none.
  private var parts: [Parts?]

  private struct Parts: Sendable {
    var fields: [UInt16: Effect] = [:]
    var children: [UInt16: Effect] = [:]
    var words: Effect?
  }

  static func of(_ language: ProgrammingLanguage) -> LabelTable {
    all[language] ?? LabelTable(language)
  }

  private static let all = Dictionary(
    uniqueKeysWithValues: ProgrammingLanguage.allCases.map { ($0, LabelTable($0)) })

  private init(_ language: ProgrammingLanguage) {
    let rules = LabelRules.of(language)
    let grammar = Grammar.of(language)
    whole = Array(repeating: nil, count: grammar.kindNames.count)
    parts = Array(repeating: nil, count: grammar.kindNames.count)
    for (construct, places) in rules.constructs { add(Effect(constructs: construct), places, grammar) }
    for (setting, places) in rules.settings { add(Effect(setting: setting), places, grammar) }
    for (label, places) in rules.words { add(Effect(label: label), places, grammar) }
    add(Effect(traits: .operation), rules.operations, grammar)
    add(Effect(traits: .callee), rules.callees, grammar)
    add(Effect(traits: .member), rules.members, grammar)
    add(Effect(traits: .declaration), rules.declarations, grammar)
    add(Effect(traits: .function), rules.functions, grammar)
  }

  private mutating func add(_ effect: Effect, _ places: [String], _ grammar: Grammar) {
    for place in places.map(RulePlace.init) {
      for kind in grammar.kinds(named: place.kind).map(Int.init) {
        switch place.part {
        case .whole: whole[kind, default: Effect()] += effect
        case .field(let name):
          if let field = grammar.field(named: name) {
            parts[kind, default: Parts()].fields[field, default: Effect()] += effect
          }
        case .child(let name):
          for child in grammar.kinds(named: name) {
            parts[kind, default: Parts()].children[child, default: Effect()] += effect
          }
        case .words: parts[kind, default: Parts()].words[default: Effect()] += effect
        }
      }
    }
  }

  /// The rules' effect on a node, given its parent's kind; nil for none.
  ///
  /// - Complexity: O(1).
  func effect(of node: SyntaxTree.Node, below parent: UInt16?) -> Effect? {
    var effect = whole[Int(node.kind)]
    guard let parent, let parts = parts[Int(parent)] else { return effect }
    if node.field != 0, let found = parts.fields[node.field] { effect[default: Effect()] += found }
    if let found = parts.children[node.kind] { effect[default: Effect()] += found }
    if let found = parts.words, !node.traits.contains(.named) { effect[default: Effect()] += found }
    return effect
  }
}

extension Array {
  /// The element of an array of optionals, filled in when nil.
  fileprivate subscript<Wrapped>(place: Int, default value: Wrapped) -> Wrapped where Element == Wrapped? {
    get { self[place] ?? value }
    set { self[place] = newValue }
  }
}

extension Optional {
  fileprivate subscript(default value: Wrapped) -> Wrapped {
    get { self ?? value }
    set { self = newValue }
  }
}
