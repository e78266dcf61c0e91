/// The enclosing constructs that alone decide a token's label; a set, because constructs nest.
///
/// If several constructs enclose a token, the first in the order below gives the label, regardless of nesting: a
/// condition within a returned lambda is `return`, a declaration within a loop is `loop`. The EyeMulator data follow
/// this order; see `docs/labels.md` for the argument.
struct Construct: OptionSet, Sendable {
  var rawValue: UInt8

  static let parameter = Construct(rawValue: 1 << 0)
  static let returning = Construct(rawValue: 1 << 1)
  static let exceptionHandling = Construct(rawValue: 1 << 2)
  static let conditionalStatement = Construct(rawValue: 1 << 3)
  static let loop = Construct(rawValue: 1 << 4)
  static let conditionalBlock = Construct(rawValue: 1 << 5)
  static let variableDeclaration = Construct(rawValue: 1 << 6)
  static let argument = Construct(rawValue: 1 << 7)

  private static let labels: [SemanticLabel] = [
    .parameter, .return, .exceptionHandling, .conditionalStatement, .loop, .conditionalBlock, .variableDeclaration,
    .argument,
  ]

  /// The label of the first construct in the set, nil for the empty set.
  var label: SemanticLabel? {
    rawValue == 0 ? nil : Self.labels[rawValue.trailingZeroBitCount]
  }
}

/// The fallback for a token's label if no `Construct` encloses it: the innermost of these.
enum Setting: UInt8, Sendable {
  /// Statements.
  case plain
  /// The head of a function, outside its parameters.
  case functionHead
  /// Names of other classes: annotations, imports, the head of a class.
  case externalClass
  /// `=` and the assigned value.
  case assignment
  /// Arithmetic, including compound assignment.
  case operation
  /// Comparison, logic, bits.
  case comparison
  /// Between the brackets of an element access.
  case index
}
