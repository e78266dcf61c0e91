extension LabelRules {
  static let cSharp = LabelRules(
    constructs: [
      (
        .parameter,
        [
          "parameter_list", "bracketed_parameter_list", "catch_declaration", "type_parameter_list",
          "type_parameter_constraints_clause", "lambda_expression.parameters",
        ]
      ),
      (.returning, ["return_statement", "yield_statement", "arrow_expression_clause"]),
      (
        .exceptionHandling,
        [
          "throw_statement", "throw_expression", "try_statement words", "catch_clause words", "finally_clause words",
          "catch_filter_clause words",
        ]
      ),
      (
        .conditionalStatement,
        [
          "if_statement.condition", "if_statement words", "while_statement.condition", "do_statement.condition",
          "for_statement.condition", "switch_statement.value", "catch_filter_clause",
          "conditional_expression.condition",
          "conditional_expression words",
        ]
      ),
      (
        .loop,
        [
          "while_statement", "do_statement", "for_statement", "foreach_statement", "break_statement",
          "continue_statement",
        ]
      ),
      (
        .conditionalBlock,
        [
          "if_statement.consequence", "if_statement.alternative", "conditional_expression.consequence",
          "conditional_expression.alternative",
        ]
      ),
      (
        .variableDeclaration,
        [
          "local_declaration_statement", "field_declaration", "event_field_declaration",
          "using_statement > variable_declaration",
        ]
      ),
      (.argument, ["argument_list", "type_argument_list", "attribute_argument_list"]),
    ],
    settings: [
      (
        .functionHead,
        [
          "method_declaration", "constructor_declaration", "destructor_declaration", "local_function_statement",
          "operator_declaration", "conversion_operator_declaration", "property_declaration", "indexer_declaration",
          "accessor_declaration", "delegate_declaration",
        ]
      ),
      (
        .externalClass,
        [
          "attribute_list", "using_directive", "namespace_declaration", "file_scoped_namespace_declaration",
          "class_declaration", "struct_declaration", "interface_declaration", "enum_declaration", "record_declaration",
        ]
      ),
      (
        .plain,
        ["block", "declaration_list", "generic_name", "array_type", "qualified_name", "constructor_initializer"]
      ),
      (.index, ["bracketed_argument_list"]),
    ],
    operations: [
      "assignment_expression", "binary_expression", "prefix_unary_expression", "postfix_unary_expression",
    ],
    words: [
      (
        .operator,
        [
          "object_creation_expression words", "array_creation_expression words",
          "implicit_array_creation_expression words",
          "implicit_object_creation_expression words", "as_expression words", "is_expression words",
          "is_pattern_expression words", "await_expression words", "typeof_expression words", "sizeof_expression words",
        ]
      )
    ],
    callees: ["invocation_expression.function"],
    members: ["member_access_expression.name", "member_binding_expression.name", "generic_name > identifier"],
    declarations: [
      "parameter.name", "lambda_expression.parameters", "implicit_parameter", "catch_declaration.name",
      "variable_declarator.name", "variable_declarator > identifier", "foreach_statement.left",
      "declaration_expression.name", "declaration_pattern.name",
    ],
    functions: [
      "method_declaration", "constructor_declaration", "destructor_declaration", "local_function_statement",
      "operator_declaration", "conversion_operator_declaration", "property_declaration", "indexer_declaration",
    ]
  )
}
