import Syntax

/// Labels the tokens of code by their enclosing constructs.
///
/// A labeller can be reused for many methods, but by only one thread at a time. docs/labels.md states the rules.
///
/// ```swift
/// import Scanpaths
///
/// let labeller = Labeller(.java)
/// let code = try labeller.label("int twice(int n) { return 2 * n; }", id: "twice")
/// for token in code.tokens { print(token.line, token.text, token.label.rawValue) }
/// ```
public final class Labeller {
  /// The language of the code.
  public let language: ProgrammingLanguage
  private let parser: SyntaxParser
  private let table: LabelTable
  private let classes: TokenClasses

  /// Creates a labeller for one language.
  public init(_ language: ProgrammingLanguage) {
    self.language = language
    parser = SyntaxParser(language)
    table = LabelTable.of(language)
    classes = TokenClasses.of(language)
  }

  /// Parses a method, or any other text, and labels its tokens.
  ///
  /// Any text yields labels; where it does not parse, the intact code around a token decides its label.
  ///
  /// - Parameters:
  ///   - source: the code.
  ///   - id: identifies the method; scanpaths refer to it.
  /// - Throws: `SyntaxError` when the text is too long or takes too long to parse.
  /// - Complexity: linear in the text's length for code with few or no syntax errors.
  public func label(_ source: String, id: String) throws(SyntaxError) -> LabelledCode {
    label(try parser.parseFragment(source), id: id)
  }

  /// Labels the tokens of a tree.
  ///
  /// - Precondition: the tree is of the labeller's language.
  /// - Complexity: linear in the number of nodes.
  public func label(_ tree: SyntaxTree, id: String) -> LabelledCode {
    precondition(tree.language == language, "a tree of another language than the labeller's")
    let contexts = LabelContexts(tree, table, classes)
    var tokens: [LabelledCode.Token] = []
    for token in tree.tokens where token.role != .punctuation {
      tokens.append(
        LabelledCode.Token(
          text: String(decoding: tree.source[token.bytes], as: UTF8.self), label: label(token, in: tree, contexts),
          bytes: token.bytes, line: Int(token.start.line)))
    }
    return LabelledCode(id: id, language: language, tokens: tokens)
  }

  private func label(_ token: CodeToken, in tree: SyntaxTree, _ contexts: LabelContexts) -> SemanticLabel {
    guard token.role != .comment else { return .comment }
    let context = contexts.all[token.node]
    if let label = context.constructs.label { return label }
    switch context.setting {
    case .functionHead: return .functionDeclaration
    case .externalClass: return .externalClass
    case .plain, .assignment, .operation, .comparison, .index: break
    }
    let node = tree.nodes[token.node]
    let leafClass = token.role == .text ? .literal : classes.leafClass(of: node, tree.bytes(of: token.node))
    guard leafClass != .operation else { return Self.labelOfOperator(tree.bytes(of: token.node)) }
    let parent = node.parent < 0 ? nil : tree.nodes[Int(node.parent)].kind
    if let label = table.effect(of: node, below: parent)?.label { return label }
    return switch leafClass {
    case .name: labelOfName(token.node, in: tree, contexts)
    case .literal: Self.labelOfLiteral(context.setting)
    case .operation: .operator
    // Keywords that no construct above claims, such as `this`, `switch` and the names of basic types.
    case .word: .externallyDefined
    }
  }

  /// The label of a name, from its declaration if the text has one.
  private func labelOfName(_ name: Int, in tree: SyntaxTree, _ contexts: LabelContexts) -> SemanticLabel {
    if contexts.all[name].place.contains(.callee) {
      // A call on an object is a function call; a bare function, or one of the class itself, is defined elsewhere.
      guard let object = object(of: name, in: tree, contexts) else { return .externallyDefined }
      return isClass(object, in: tree, contexts) ? .externallyDefined : .functionCall
    }
    if contexts.isVariable(name, in: tree) { return .variable }
    guard Self.isCapitalised(tree.bytes(of: name)) else { return .externallyDefined }
    // If members are capitalised too, those of an object are variables that are defined elsewhere.
    if contexts.all[name].place.contains(.member), let object = object(of: name, in: tree, contexts) {
      return isClass(object, in: tree, contexts) ? .externalClass : .externallyDefined
    }
    return .externalClass
  }

  /// The node before the last dot of the called expression, nil when the callee is a plain name.
  private func object(of callee: Int, in tree: SyntaxTree, _ contexts: LabelContexts) -> Int? {
    var node = callee
    while tree.nodes[node].parent >= 0 {
      let parent = Int(tree.nodes[node].parent)
      // The first child directly follows its parent.
      guard parent + 1 == node else { return parent + 1 }
      guard !contexts.all[node].place.contains(.wholeCallee) else { return nil }
      node = parent
    }
    return nil
  }

  private func isClass(_ node: Int, in tree: SyntaxTree, _ contexts: LabelContexts) -> Bool {
    classes.isName(tree.nodes[node]) && !contexts.isVariable(node, in: tree)
      && Self.isCapitalised(tree.bytes(of: node))
  }

  private static func labelOfLiteral(_ setting: Setting) -> SemanticLabel {
    switch setting {
    case .assignment: .assignment
    case .operation: .operation
    case .index: .indexOperation
    case .plain, .functionHead, .externalClass, .comparison: .literal
    }
  }

  private static func labelOfOperator(_ text: ArraySlice<UInt8>) -> SemanticLabel {
    switch OperatorClass(text) {
    case .assignment: .assignment
    case .arithmetic: .operation
    case .other: .operator
    }
  }

  private static func isCapitalised(_ name: ArraySlice<UInt8>) -> Bool {
    name.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } ?? false
  }
}
