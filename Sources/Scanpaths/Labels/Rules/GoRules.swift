extension LabelRules {
  static let go = LabelRules(
    constructs: [
      (
        .parameter,
        [
          "function_declaration.parameters", "method_declaration.receiver", "method_declaration.parameters",
          "func_literal.parameters", "function_type.parameters", "type_parameter_list",
        ]
      ),
      (.returning, ["return_statement"]),
      // Go's closest equivalent of exceptions.
      (.exceptionHandling, ["defer_statement words"]),
      (
        .conditionalStatement,
        [
          "if_statement.initializer", "if_statement.condition", "if_statement words", "for_clause.condition",
          "for_statement > binary_expression", "expression_switch_statement.value", "type_switch_statement.value",
        ]
      ),
      (.loop, ["for_statement", "break_statement", "continue_statement"]),
      (.conditionalBlock, ["if_statement.consequence", "if_statement.alternative"]),
      (
        .variableDeclaration, ["short_var_declaration", "var_declaration", "const_declaration", "field_declaration"]
      ),
      (.argument, ["argument_list", "type_arguments"]),
    ],
    settings: [
      (.functionHead, ["function_declaration", "method_declaration", "func_literal"]),
      (.externalClass, ["import_declaration", "package_clause", "type_declaration"]),
      (.plain, ["block", "field_declaration_list", "generic_type"]),
      (.index, ["index_expression.index"]),
    ],
    operations: ["assignment_statement", "binary_expression", "unary_expression", "inc_statement", "dec_statement"],
    words: [(.externalClass, ["type_identifier", "package_identifier"])],
    callees: ["call_expression.function"],
    members: ["selector_expression.field"],
    declarations: [
      "parameter_declaration.name", "variadic_parameter_declaration.name", "var_spec.name", "const_spec.name",
      "short_var_declaration.left", "range_clause.left", "expression_list > identifier",
    ],
    functions: ["function_declaration", "method_declaration", "func_literal"]
  )
}
