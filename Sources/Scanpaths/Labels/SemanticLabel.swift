/// The role of a token in its program: the 19 labels of the EyeTrans study. docs/labels.md states the rules.
///
/// `id` is the label's alphabetical position, counted from 1, as in the EyeMulator files; 18 is unused there.
public enum SemanticLabel: String, CaseIterable, Sendable, Codable, Comparable {
  /// Arguments of calls, annotations and generic types.
  case argument
  /// `=`, and an assigned literal.
  case assignment
  /// A comment.
  case comment
  /// The branches of an `if` or `?:`.
  case conditionalBlock = "conditional block"
  /// `if`, `else` and the conditions of `if`, loops, `?:` and `switch`.
  case conditionalStatement = "conditional statement"
  /// `try`, `catch`, `finally`, `throw` statements and the thrown value.
  case exceptionHandling = "exception handling"
  /// Names of types, annotations, and capitalised names that the function does not declare.
  case externalClass = "external class"
  /// Names that the function does not declare, and the remaining keywords.
  case externallyDefined = "externally defined variable or function"
  /// A function called on an object.
  case functionCall = "function call"
  /// Modifiers, type and name in the head of a function.
  case functionDeclaration = "function declaration"
  /// A literal in the brackets of an element access.
  case indexOperation = "index operation"
  /// Other literals.
  case literal
  /// Heads and bodies of loops, `break` and `continue`.
  case loop
  /// Arithmetic and the literals it works on.
  case operation
  /// Comparison, logic, bits, conversion, `new`.
  case `operator`
  /// Parameter lists, and the parameter of `catch`.
  case parameter
  /// A whole return statement.
  case `return`
  /// Names that the function declares.
  case variable
  /// Declarations of local variables and fields.
  case variableDeclaration = "variable declaration"

  /// The label's number in EyeMulator's files, 1 to 20.
  public var id: Int {
    let place = Self.places[self] ?? 0
    // The list behind those numbers had one more entry after `return`, which no token has.
    return place < 17 ? place + 1 : place + 2
  }

  /// The label with a number in EyeMulator's files; `nil` if there is none.
  public init?(id: Int) {
    guard let label = Self.allCases.first(where: { $0.id == id }) else { return nil }
    self = label
  }

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, allCases.indices))

  /// Whether the first label has the lower number.
  public static func < (first: SemanticLabel, second: SemanticLabel) -> Bool { first.id < second.id }
}
