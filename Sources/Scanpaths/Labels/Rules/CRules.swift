extension LabelRules {
  static let c = LabelRules(
    constructs: constructsOfC,
    settings: [
      (.functionHead, ["function_definition"]),
      (
        .externalClass, ["preproc_include", "type_definition", "struct_specifier", "enum_specifier", "union_specifier"]
      ),
      (.plain, ["compound_statement", "field_declaration_list", "enumerator_list"]),
      (.index, ["subscript_expression.index"]),
    ],
    operations: operationsOfC,
    words: [(.operator, ["sizeof_expression words"]), (.externalClass, ["type_identifier"])],
    callees: ["call_expression.function"],
    members: ["field_expression.field"],
    declarations: declarationsOfC,
    functions: ["function_definition"]
  )

  /// C++ adds classes, exceptions, templates, lambdas and ranges to C.
  static let cpp = LabelRules(
    constructs: constructsOfC + [
      (.parameter, ["template_parameter_list", "lambda_capture_specifier", "catch_clause.parameters"]),
      (.returning, ["co_return_statement", "co_yield_statement"]),
      (.exceptionHandling, ["throw_statement", "throw_specifier", "try_statement words", "catch_clause words"]),
      (.loop, ["for_range_loop"]),
      (.argument, ["template_argument_list", "field_initializer_list"]),
    ],
    settings: [
      (.functionHead, ["function_definition"]),
      (
        .externalClass,
        [
          "preproc_include", "using_declaration", "type_definition", "struct_specifier", "enum_specifier",
          "union_specifier", "class_specifier", "namespace_definition",
        ]
      ),
      (
        .plain,
        ["compound_statement", "field_declaration_list", "enumerator_list", "declaration_list", "template_type"]
      ),
      (.index, ["subscript_expression.indices"]),
    ],
    operations: operationsOfC,
    words: [
      (.operator, ["sizeof_expression words", "new_expression words", "delete_expression words"]),
      (.externalClass, ["type_identifier", "namespace_identifier"]),
    ],
    callees: ["call_expression.function"],
    members: ["field_expression.field", "qualified_identifier.name", "template_function.name", "template_method.name"],
    declarations: declarationsOfC + ["for_range_loop.declarator", "reference_declarator > identifier"],
    functions: ["function_definition"]
  )

  private static let constructsOfC: [(construct: Construct, places: [String])] = [
    (.parameter, ["parameter_list"]),
    (.returning, ["return_statement"]),
    (
      .conditionalStatement,
      [
        "if_statement.condition", "if_statement words", "else_clause words", "while_statement.condition",
        "do_statement.condition", "for_statement.condition", "switch_statement.condition",
        "conditional_expression.condition", "conditional_expression words",
      ]
    ),
    (
      .loop,
      [
        "while_statement", "do_statement", "for_statement", "break_statement", "continue_statement",
      ]
    ),
    (
      .conditionalBlock,
      [
        "if_statement.consequence", "if_statement.alternative", "conditional_expression.consequence",
        "conditional_expression.alternative",
      ]
    ),
    (.variableDeclaration, ["declaration", "field_declaration"]),
    (.argument, ["argument_list"]),
  ]

  private static let operationsOfC = [
    "assignment_expression", "binary_expression", "unary_expression", "update_expression", "pointer_expression",
  ]

  private static let declarationsOfC = [
    "parameter_declaration.declarator", "pointer_declarator.declarator", "array_declarator.declarator",
    "init_declarator.declarator", "declaration.declarator",
  ]
}
