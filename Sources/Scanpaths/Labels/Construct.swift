/// What encloses a token, as far as it alone decides the token's label; a set, because constructs nest.
///
/// Of several around one token the first in the order below gives the label, whichever is the inner one: a condition
/// within a returned lambda is `return`, a declaration within a loop is `loop`. That order is the one the EyeMulator
/// data follow; `docs/labels.md` argues it.
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

  /// The label of the first construct of the set, nil for the empty set.
  var label: SemanticLabel? {
    rawValue == 0 ? nil : Self.labels[rawValue.trailingZeroBitCount]
  }
}

/// What a token's label falls back to where no `Construct` encloses it: the innermost of these.
enum Setting: UInt8, Sendable {
  /// Statements.
  case plain
  /// The head of a function, outside its parameters.
  case functionHead
  /// Names of other classes: annotations, imports, the head of a class.
  case externalClass
  /// `=` and what it assigns.
  case assignment
  /// Arithmetic, also by compound assignment.
  case operation
  /// Comparison, logic, bits.
  case comparison
  /// Between the brackets of an element access.
  case index
}
