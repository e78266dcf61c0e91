extension LabelRules {
  /// Python declares a variable by assigning to it: such a statement is an assignment, and its names are variables of
  /// the enclosing function. A string that is a whole statement is documentation, so it counts as a comment.
  static let python = LabelRules(
    constructs: [
      (
        .parameter,
        [
          "parameters", "lambda_parameters", "function_definition.type_parameters", "except_clause.value",
          "except_clause.alias",
        ]
      ),
      (.returning, ["return_statement", "yield"]),
      (
        .exceptionHandling,
        [
          "raise_statement", "try_statement words", "except_clause words", "except_group_clause words",
          "finally_clause words",
        ]
      ),
      (
        .conditionalStatement,
        [
          "if_statement.condition", "if_statement words", "elif_clause.condition", "elif_clause words",
          "else_clause words", "while_statement.condition", "match_statement.subject", "conditional_expression words",
          "if_clause", "case_clause.guard",
        ]
      ),
      (
        .loop,
        [
          "while_statement", "for_statement", "break_statement", "continue_statement", "for_in_clause",
        ]
      ),
      (
        .conditionalBlock,
        [
          "if_statement.consequence", "elif_clause.consequence", "else_clause.body", "conditional_expression",
        ]
      ),
      (.variableDeclaration, ["with_item", "global_statement", "nonlocal_statement"]),
      (.argument, ["argument_list", "type_parameter"]),
    ],
    settings: [
      (.functionHead, ["function_definition"]),
      (
        .externalClass,
        [
          "decorator", "import_statement", "import_from_statement", "future_import_statement", "class_definition",
        ]
      ),
      (.plain, ["block", "generic_type", "argument_list"]),
      (.index, ["subscript.subscript"]),
    ],
    operations: [
      "assignment", "augmented_assignment", "binary_operator", "unary_operator", "boolean_operator", "not_operator",
      "comparison_operator", "named_expression",
    ],
    words: [
      (.comment, ["expression_statement > string", "expression_statement > concatenated_string"]),
      (.functionCall, ["assert_statement words", "print_statement words", "exec_statement words"]),
      (
        .operator,
        [
          "boolean_operator words", "not_operator words", "comparison_operator words", "await words",
          "delete_statement words", "lambda words",
        ]
      ),
    ],
    callees: ["call.function"],
    members: ["attribute.attribute"],
    declarations: [
      "parameters > identifier", "lambda_parameters > identifier", "default_parameter.name",
      "typed_default_parameter.name", "typed_parameter > identifier", "list_splat_pattern > identifier",
      "dictionary_splat_pattern > identifier", "assignment.left", "pattern_list > identifier",
      "tuple_pattern > identifier", "list_pattern > identifier", "for_statement.left", "for_in_clause.left",
      "as_pattern_target > identifier", "named_expression.name", "augmented_assignment.left",
    ],
    functions: ["function_definition"]
  )
}
