import Syntax

/// The kinds of leaves that are names and literals, and the classes of operators.
struct TokenClasses: Sendable {
  enum LeafClass: Sendable {
    case name
    case literal
    case operation
    case word
  }

  private let names: Set<UInt16>
  private let literals: Set<UInt16>

  static func of(_ language: ProgrammingLanguage) -> TokenClasses {
    all[language] ?? TokenClasses(language)
  }

  private static let all = Dictionary(
    uniqueKeysWithValues: ProgrammingLanguage.allCases.map { ($0, TokenClasses($0)) })

  private init(_ language: ProgrammingLanguage) {
    let kinds = Grammar.of(language).kindNames
    func all(_ isWanted: (String) -> Bool) -> Set<UInt16> {
      Set(kinds.indices.filter { isWanted(kinds[$0]) }.map(UInt16.init))
    }
    names = all { $0.hasSuffix("identifier") || Self.otherNames.contains($0) }
    literals = all { $0.hasSuffix("literal") || Self.otherLiterals.contains($0) }
  }

  private static let otherNames: Set = ["constant", "instance_variable", "class_variable", "global_variable"]
  private static let otherLiterals: Set = [
    "true", "false", "null", "undefined", "none", "nil", "integer", "float", "number", "complex", "rational", "iota",
    "simple_symbol", "hash_key_symbol", "ellipsis",
  ]

  /// The class of a leaf, or of a text that is one whole token.
  func leafClass(of node: SyntaxTree.Node, _ bytes: ArraySlice<UInt8>) -> LeafClass {
    guard node.traits.contains(.named) else {
      return bytes.first.map(OperatorClass.isOperatorByte) == true ? .operation : .word
    }
    if names.contains(node.kind) { return .name }
    return literals.contains(node.kind) ? .literal : .word
  }

  func isName(_ node: SyntaxTree.Node) -> Bool { names.contains(node.kind) }
}

/// The class of an operator, determined by its text.
enum OperatorClass: Sendable {
  case assignment
  case arithmetic
  /// Comparison, logic, bits, conversion.
  case other

  init(_ text: ArraySlice<UInt8>) {
    if Self.assignments.contains(where: { text.elementsEqual($0) }) {
      self = .assignment
    } else if Self.calculations.contains(where: { text.elementsEqual($0) }) {
      self = .arithmetic
    } else if text.count > 1, text.last == UInt8(ascii: "="),
      !Self.comparisons.contains(where: { text.elementsEqual($0) })
    {
      // Assigns the value it computes.
      self = .arithmetic
    } else {
      self = .other
    }
  }

  /// Whether a token that begins with this byte is an operator rather than a word.
  static func isOperatorByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: false
    default: true
    }
  }

  private static let assignments = ["=", ":="].map { Array($0.utf8) }
  private static let calculations = ["+", "-", "*", "/", "%", "**", "//", "++", "--"].map { Array($0.utf8) }
  private static let comparisons = ["==", "!=", "<=", ">=", "===", "!==", "<=>"].map { Array($0.utf8) }
}
