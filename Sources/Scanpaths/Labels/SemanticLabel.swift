/// What a token does in its program: the 19 labels of the EyeTrans study. docs/labels.md states the rules.
///
/// `id` is the label's place in the alphabet, counted from 1, as the EyeMulator files use it; 18 is unused there.
public enum SemanticLabel: String, CaseIterable, Sendable, Codable, Comparable {
  /// What is passed to calls, annotations and generic types.
  case argument
  /// `=`, and a literal that is assigned.
  case assignment
  /// A comment.
  case comment
  /// What an `if` or `?:` chooses between.
  case conditionalBlock = "conditional block"
  /// `if`, `else` and the conditions of `if`, loops, `?:` and `switch`.
  case conditionalStatement = "conditional statement"
  /// `try`, `catch`, `finally`, `throw` statements and what is thrown.
  case exceptionHandling = "exception handling"
  /// Names of types, annotations, and capitalised names that the function does not declare.
  case externalClass = "external class"
  /// Names that the function does not declare, and the remaining keywords.
  case externallyDefined = "externally defined variable or function"
  /// A function that is called on an object.
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
  /// Parameter lists, and what `catch` catches.
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
    // The list those numbers were made from had one more entry after `return`, which no token carries.
    return place < 17 ? place + 1 : place + 2
  }

  /// The label of a number in EyeMulator's files; `nil` if no label has it.
  public init?(id: Int) {
    guard let label = Self.allCases.first(where: { $0.id == id }) else { return nil }
    self = label
  }

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, allCases.indices))

  /// Whether the first label has the lower number.
  public static func < (first: SemanticLabel, second: SemanticLabel) -> Bool { first.id < second.id }
}
