/// What a token does in its program: the 19 labels of the EyeTrans study.
///
/// `id` is the label's place in the alphabet, counted from 1, as the EyeMulator files use it; 18 is unused there.
package enum SemanticLabel: String, CaseIterable, Sendable, Codable, Comparable {
  case argument
  case assignment
  case comment
  case conditionalBlock = "conditional block"
  case conditionalStatement = "conditional statement"
  case exceptionHandling = "exception handling"
  case externalClass = "external class"
  case externallyDefined = "externally defined variable or function"
  case functionCall = "function call"
  case functionDeclaration = "function declaration"
  case indexOperation = "index operation"
  case literal
  case loop
  case operation
  case `operator`
  case parameter
  case `return`
  case variable
  case variableDeclaration = "variable declaration"

  /// The label's number in EyeMulator's files, 1 to 20.
  package var id: Int {
    let place = Self.places[self] ?? 0
    // The list those numbers were made from had one more entry after `return`, which no token carries.
    return place < 17 ? place + 1 : place + 2
  }

  /// The label of a number in EyeMulator's files.
  package init?(id: Int) {
    guard let label = Self.allCases.first(where: { $0.id == id }) else { return nil }
    self = label
  }

  private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, allCases.indices))

  package static func < (first: SemanticLabel, second: SemanticLabel) -> Bool { first.id < second.id }
}
