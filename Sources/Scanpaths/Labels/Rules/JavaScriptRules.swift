extension LabelRules {
  static let javaScript = LabelRules(
    constructs: [
      (.parameter, ["formal_parameters", "arrow_function.parameter", "catch_clause.parameter"]),
      (.returning, ["return_statement", "yield_expression"]),
      (
        .exceptionHandling,
        ["throw_statement", "try_statement words", "catch_clause words", "finally_clause words"]
      ),
      (
        .conditionalStatement,
        [
          "if_statement.condition", "if_statement words", "else_clause words", "while_statement.condition",
          "do_statement.condition", "for_statement.condition", "switch_statement.value", "ternary_expression.condition",
          "ternary_expression words",
        ]
      ),
      (
        .loop,
        [
          "while_statement", "do_statement", "for_statement", "for_in_statement", "break_statement",
          "continue_statement",
        ]
      ),
      (
        .conditionalBlock,
        [
          "if_statement.consequence", "if_statement.alternative", "ternary_expression.consequence",
          "ternary_expression.alternative",
        ]
      ),
      (.variableDeclaration, ["lexical_declaration", "variable_declaration", "field_definition"]),
      (.argument, ["arguments"]),
    ],
    settings: [
      (
        .functionHead,
        [
          "function_declaration", "generator_function_declaration", "method_definition", "function_expression",
          "generator_function",
        ]
      ),
      (.externalClass, ["decorator", "import_statement", "export_clause", "class_declaration"]),
      (.plain, ["statement_block", "class_body"]),
      (.index, ["subscript_expression.index"]),
    ],
    operations: [
      "assignment_expression", "augmented_assignment_expression", "binary_expression", "unary_expression",
      "update_expression",
    ],
    words: [
      (
        .operator,
        ["new_expression words", "await_expression words", "unary_expression words", "binary_expression words"]
      )
    ],
    callees: ["call_expression.function"],
    members: ["member_expression.property"],
    declarations: [
      "formal_parameters > identifier", "arrow_function.parameter", "assignment_pattern.left",
      "rest_pattern > identifier", "variable_declarator.name", "for_in_statement.left", "catch_clause.parameter",
      "array_pattern > identifier", "shorthand_property_identifier_pattern",
    ],
    functions: [
      "function_declaration", "generator_function_declaration", "method_definition", "function_expression",
      "generator_function", "arrow_function",
    ]
  )
}
