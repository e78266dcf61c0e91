/// The rules of the published CodeBLEU programs.
///
/// They were written for older grammars: some name node kinds that no longer exist or have changed, and therefore find
/// less. C and C++ use the rules of C#. All this is kept to make scores agree.
extension DataFlowRules {
  package static func published(_ language: ProgrammingLanguage) -> DataFlowRules {
    switch language {
    case .c, .cpp, .cSharp: publishedCSharp
    case .go: publishedGo
    case .java: publishedJava
    case .javaScript: publishedJavaScript
    case .python: publishedPython
    case .ruby: publishedRuby
    case .rust: publishedRust
    }
  }

  private static let publishedJava = DataFlowRules(
    definitions: [Definition(kinds: ["variable_declarator"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment_expression"],
    increments: ["update_expression"],
    conditionals: ["if_statement", "else"],
    countsElseAsBranch: true,
    counting: [Counting(kinds: ["for_statement"], initialization: ["local_variable_declaration"])],
    each: [
      Each(
        kinds: ["enhanced_for_statement"], name: .field("name"), value: .field("value"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_statement"])

  private static let publishedCSharp = DataFlowRules(
    definitions: [
      Definition(kinds: ["variable_declarator"], name: .child(0), value: .child(1), childrenWithValue: 2...2)
    ],
    assignments: ["assignment_expression"],
    increments: ["postfix_unary_expression"],
    conditionals: ["if_statement", "else"],
    countsElseAsBranch: true,
    counting: [Counting(kinds: ["for_statement"], initialization: ["local_variable_declaration"])],
    each: [
      Each(
        kinds: ["for_each_statement"], name: .field("left"), value: .field("right"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_statement"])

  private static let publishedGo = DataFlowRules(
    definitions: [Definition(kinds: ["var_spec"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment_statement"],
    increments: ["inc_statement"],
    conditionals: ["if_statement", "else"],
    countsElseAsBranch: true,
    conditionalsKeepStates: true,
    counting: [Counting(kinds: ["for_statement"], initialization: ["for_clause"], update: "update")])

  private static let publishedJavaScript = DataFlowRules(
    definitions: [Definition(kinds: ["variable_declarator"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment_pattern", "augmented_assignment_expression"],
    increments: ["update_expression"],
    conditionals: ["if_statement", "else"],
    countsElseAsBranch: true,
    conditionalsKeepStates: true,
    counting: [Counting(kinds: ["for_statement"], initialization: ["variable_declaration"])],
    loops: ["while_statement"])

  private static let publishedPython = DataFlowRules(
    definitions: [Definition(kinds: ["default_parameter"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment", "augmented_assignment"],
    comprehensions: ["for_in_clause"],
    assignment: .matched,
    conditionals: ["if_statement"],
    branching: .kinds(["elif_clause", "else_clause"]),
    each: [
      Each(
        kinds: ["for_statement"], name: .field("left"), value: .field("right"), body: .lastChild,
        assignment: .matched, bodyKind: "block")
    ],
    loops: ["while_statement"],
    early: ["for_in_clause"])

  private static let publishedRuby = DataFlowRules(
    definitions: [Definition(kinds: ["keyword_parameter"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment"],
    assignmentsByPlace: ["operator_assignment"],
    assignment: .matched,
    conditionals: ["if", "elsif", "else", "unless", "when"],
    branching: .conditionals,
    each: [
      Each(
        kinds: ["for"], name: .field("pattern"), value: .field("value"), body: .field("body"), assignment: .matched)
    ],
    loops: ["while_modifier", "until"],
    sharesStates: true)

  private static let publishedRust = DataFlowRules(
    definitions: [
      Definition(kinds: ["function_item"], name: .child(1), value: .child(2), childrenWithValue: 3...Int.max)
    ],
    assignments: ["assignment_expression", "compound_assignment_expr", "let_expression"],
    conditionals: ["if_expression", "if_let_expression", "match_expression", "else"],
    countsElseAsBranch: true,
    counting: [Counting(kinds: ["for_expression"], initialization: ["local_variable_declaration"])],
    each: [
      Each(
        kinds: ["for_each_statement"], name: .field("left"), value: .field("right"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_expression", "while_let_expression", "loop_expression"])
}
