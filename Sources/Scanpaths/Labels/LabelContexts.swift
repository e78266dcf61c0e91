import Syntax

/// The context that each node of a tree inherits from the nodes around it, where labels depend on it.
///
/// Computed in one pass over the nodes, which are stored parents first, so even a deep tree needs no recursion.
struct LabelContexts {
  struct Context {
    var constructs: Construct = []
    var setting: Setting = .plain
    var place: Place = []
    /// The number of the outermost function around the node, counted in order; 0 outside all functions.
    var scope: Int32 = 0
  }

  struct Place: OptionSet {
    var rawValue: UInt8

    /// The called expression, or the name at its end.
    static let callee = Place(rawValue: 1)
    /// The whole called expression.
    static let wholeCallee = Place(rawValue: 2)
    /// The name at the end of a member access.
    static let member = Place(rawValue: 4)
  }

  private(set) var all: [Context] = []
  private var variables: Set<Variable> = []

  private struct Variable: Hashable {
    var name: ArraySlice<UInt8>
    var scope: Int32
  }

  /// - Complexity: linear in the number of nodes.
  init(_ tree: SyntaxTree, _ table: LabelTable, _ classes: TokenClasses) {
    all.reserveCapacity(tree.nodes.count)
    var scopes: Int32 = 0
    for (place, node) in tree.nodes.enumerated() {
      let parent = node.parent < 0 ? nil : Int(node.parent)
      let effect = table.effect(of: node, below: parent.map { tree.nodes[$0].kind })
      var context = Context()
      if let parent {
        context = all[parent]
        context.place = []
        if effect?.traits.contains(.member) == true {
          context.place = all[parent].place.contains(.callee) ? [.member, .callee] : .member
        }
      }
      if let effect {
        context.constructs.formUnion(effect.constructs)
        context.setting = Self.setting(effect.setting, within: context.setting)
        if effect.traits.contains(.callee) { context.place = [.callee, .wholeCallee] }
        if effect.traits.contains(.operation) { context.setting = Self.setting(of: place, in: tree, context.setting) }
        if effect.traits.contains(.function), context.scope == 0 {
          scopes += 1
          context.scope = scopes
        }
        if effect.traits.contains(.declaration), classes.isName(node) {
          variables.insert(Variable(name: tree.bytes(of: place), scope: context.scope))
        }
      }
      all.append(context)
    }
  }

  /// Whether a node's text names a variable of the function around it.
  func isVariable(_ node: Int, in tree: SyntaxTree) -> Bool {
    variables.contains(Variable(name: tree.bytes(of: node), scope: all[node].scope))
  }

  /// The setting of a node, given its own and the inherited one. An index inside an assignment or a calculation is part
  /// of that.
  private static func setting(_ own: Setting?, within outer: Setting) -> Setting {
    own == .index && outer != .plain ? outer : own ?? outer
  }

  /// The setting that an expression's operator gives to its operands.
  private static func setting(of node: Int, in tree: SyntaxTree, _ inherited: Setting) -> Setting {
    for child in tree.children(of: node) where isOperator(child, in: tree) {
      switch OperatorClass(tree.bytes(of: child)) {
      case .assignment: return .assignment
      case .arithmetic: return .operation
      case .other: return .comparison
      }
    }
    return inherited
  }

  private static func isOperator(_ node: Int, in tree: SyntaxTree) -> Bool {
    // The colon of an annotated assignment is not an operator.
    !tree.nodes[node].traits.contains(.named) && !tree.bytes(of: node).elementsEqual(":".utf8)
  }
}
