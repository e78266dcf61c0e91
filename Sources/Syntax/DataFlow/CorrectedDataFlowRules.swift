/// Rules that fit the current grammars: declarations with values, all forms of assignment, all loops, in every
/// language.
extension DataFlowRules {
  package static func corrected(_ language: ProgrammingLanguage) -> DataFlowRules {
    switch language {
    case .c: correctedC
    case .cpp: correctedCPlusPlus
    case .cSharp: correctedCSharp
    case .go: correctedGo
    case .java: correctedJava
    case .javaScript: correctedJavaScript
    case .python: correctedPython
    case .ruby: correctedRuby
    case .rust: correctedRust
    }
  }

  private static let correctedJava = DataFlowRules(
    definitions: [
      Definition(kinds: ["variable_declarator", "resource"], name: .field("name"), value: .field("value"))
    ],
    assignments: ["assignment_expression"],
    increments: ["update_expression"],
    conditionals: ["if_statement", "else"],
    counting: [Counting(kinds: ["for_statement"], initialization: ["local_variable_declaration"])],
    each: [
      Each(
        kinds: ["enhanced_for_statement"], name: .field("name"), value: .field("value"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_statement", "do_statement"])

  private static let correctedCSharp = DataFlowRules(
    definitions: [
      Definition(kinds: ["variable_declarator"], name: .child(0), value: .lastChild, childrenWithValue: 3...Int.max)
    ],
    assignments: ["assignment_expression"],
    increments: ["postfix_unary_expression"],
    conditionals: ["if_statement", "else"],
    counting: [Counting(kinds: ["for_statement"], initialization: ["variable_declaration"])],
    each: [
      Each(
        kinds: ["foreach_statement"], name: .field("left"), value: .field("right"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_statement", "do_statement"])

  private static let correctedGo = DataFlowRules(
    definitions: [Definition(kinds: ["var_spec", "const_spec"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment_statement", "short_var_declaration", "range_clause"],
    assignment: .matched,
    increments: ["inc_statement", "dec_statement"],
    conditionals: ["if_statement", "else"],
    counting: [
      Counting(kinds: ["for_statement"], initialization: ["for_clause", "range_clause"], update: "update")
    ])

  private static let correctedJavaScript = DataFlowRules(
    definitions: [Definition(kinds: ["variable_declarator"], name: .field("name"), value: .field("value"))],
    assignments: ["assignment_expression", "augmented_assignment_expression", "assignment_pattern"],
    increments: ["update_expression"],
    conditionals: ["if_statement", "else_clause"],
    counting: [
      Counting(kinds: ["for_statement"], initialization: ["lexical_declaration", "variable_declaration"])
    ],
    each: [
      Each(
        kinds: ["for_in_statement"], name: .field("left"), value: .field("right"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_statement", "do_statement"])

  private static let correctedPython = DataFlowRules(
    definitions: [
      Definition(
        kinds: ["default_parameter", "typed_default_parameter", "named_expression"], name: .field("name"),
        value: .field("value"))
    ],
    assignments: ["assignment", "augmented_assignment"],
    comprehensions: ["for_in_clause"],
    assignment: .matched,
    conditionals: ["if_statement"],
    branching: .kinds(["elif_clause", "else_clause"]),
    each: [
      Each(
        kinds: ["for_statement"], name: .field("left"), value: .field("right"), body: .field("body"),
        assignment: .matched)
    ],
    loops: ["while_statement"],
    early: ["for_in_clause"])

  private static let correctedRuby = DataFlowRules(
    definitions: [
      Definition(kinds: ["keyword_parameter", "optional_parameter"], name: .field("name"), value: .field("value"))
    ],
    assignments: ["assignment"],
    assignmentsByPlace: ["operator_assignment"],
    assignment: .matched,
    conditionals: ["if", "elsif", "else", "unless", "when"],
    branching: .conditionals,
    each: [
      Each(
        kinds: ["for"], name: .field("pattern"), value: .field("value"), body: .field("body"), assignment: .matched)
    ],
    loops: ["while", "until", "while_modifier", "until_modifier"])

  private static let correctedC = DataFlowRules(
    definitions: [Definition(kinds: ["init_declarator"], name: .field("declarator"), value: .field("value"))],
    assignments: ["assignment_expression"],
    increments: ["update_expression"],
    conditionals: ["if_statement", "else_clause"],
    counting: [Counting(kinds: ["for_statement"], initialization: ["declaration", "assignment_expression"])],
    loops: ["while_statement", "do_statement"])

  private static let correctedCPlusPlus = {
    var rules = correctedC
    rules.definitions.append(
      Definition(
        kinds: ["optional_parameter_declaration"], name: .field("declarator"), value: .field("default_value")))
    rules.each = [
      Each(
        kinds: ["for_range_loop"], name: .field("declarator"), value: .field("right"), body: .field("body"),
        assignment: .product)
    ]
    return rules
  }()

  private static let correctedRust = DataFlowRules(
    definitions: [
      Definition(kinds: ["let_declaration", "let_condition"], name: .field("pattern"), value: .field("value"))
    ],
    assignments: ["assignment_expression", "compound_assignment_expr"],
    conditionals: ["if_expression", "else_clause"],
    each: [
      Each(
        kinds: ["for_expression"], name: .field("pattern"), value: .field("value"), body: .field("body"),
        assignment: .product)
    ],
    loops: ["while_expression", "loop_expression"])
}
