extension LabelRules {
  static let java = LabelRules(
    constructs: [
      (
        .parameter,
        [
          "formal_parameters", "catch_formal_parameter", "inferred_parameters", "lambda_expression.parameters",
          "type_parameters",
        ]
      ),
      (.returning, ["return_statement", "yield_statement"]),
      (
        .exceptionHandling,
        [
          "throw_statement", "throws", "try_statement words", "try_with_resources_statement words",
          "catch_clause words", "finally_clause words",
        ]
      ),
      (
        .conditionalStatement,
        [
          "if_statement.condition", "if_statement words", "while_statement.condition", "do_statement.condition",
          "for_statement.condition", "switch_expression.condition", "ternary_expression.condition",
          "ternary_expression words",
        ]
      ),
      (
        .loop,
        [
          "while_statement", "do_statement", "for_statement", "enhanced_for_statement", "break_statement",
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
      (.variableDeclaration, ["local_variable_declaration", "field_declaration", "constant_declaration", "resource"]),
      (.argument, ["argument_list", "type_arguments", "annotation_argument_list"]),
    ],
    settings: [
      (
        .functionHead,
        [
          "method_declaration", "constructor_declaration", "compact_constructor_declaration",
          "annotation_type_element_declaration",
        ]
      ),
      (
        .externalClass,
        [
          "marker_annotation", "annotation", "import_declaration", "package_declaration", "class_declaration",
          "interface_declaration", "enum_declaration", "record_declaration", "annotation_type_declaration",
        ]
      ),
      (
        .plain,
        [
          "block", "constructor_body", "class_body", "interface_body", "enum_body", "generic_type", "array_type",
          "scoped_type_identifier",
        ]
      ),
      (.index, ["array_access.index"]),
    ],
    operations: ["assignment_expression", "binary_expression", "unary_expression", "update_expression"],
    words: [
      (.functionCall, ["assert_statement words"]),
      (
        .operator,
        ["object_creation_expression words", "array_creation_expression words", "instanceof_expression words"]
      ),
      (.externalClass, ["type_identifier"]),
    ],
    callees: ["method_invocation.name"],
    declarations: [
      "formal_parameter.name", "catch_formal_parameter.name", "variable_declarator.name", "enhanced_for_statement.name",
      "resource.name", "inferred_parameters > identifier", "lambda_expression.parameters", "instanceof_expression.name",
    ],
    functions: ["method_declaration", "constructor_declaration", "compact_constructor_declaration"]
  )
}
